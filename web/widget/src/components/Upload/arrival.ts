import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** The files of a paste or a drop; empty when text came, also where an office program puts a picture of the text beside it. */
export function filesOf(data: DataTransfer | null): File[] {
  if (!data) return [];
  const isOfficeText = data.types.includes('text/plain') && data.types.includes('text/html');
  return isOfficeText ? [] : [...data.files];
}

/**
 * Takes files that are dropped on `target`; true while files hover over it. The browser's own answer, which is to leave
 * the page and open the file, is prevented everywhere on the page.
 */
export function useFileDrop(
  target: RefObject<HTMLElement | null>,
  onFiles: (files: File[]) => void,
  disabled: boolean,
): boolean {
  const [isOver, setOver] = useState(false);
  const take = useRef(onFiles);
  useEffect(() => {
    take.current = onFiles;
  });
  useEffect(() => {
    const place = target.current;
    const hover = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(!disabled && event.target instanceof Node && (place?.contains(event.target) ?? false));
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const files = filesOf(event.dataTransfer);
      const isHere = event.target instanceof Node && (place?.contains(event.target) ?? false);
      if (isHere && !disabled && files.length > 0) take.current(files);
    };
    document.addEventListener('dragover', hover);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', hover);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, [target, disabled]);
  return isOver;
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
