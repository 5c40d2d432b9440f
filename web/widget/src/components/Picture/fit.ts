/** The widest and highest that a picture is shown in the conversation, in CSS pixels. */
const WIDEST = 220;
const HIGHEST = 260;
const SMALLEST = 64;
const UNKNOWN = { width: 180, height: 135 };

/** The size at which a picture of these pixels is shown, so that its place is kept before it loads. */
export function fit(
  width: number | null | undefined,
  height: number | null | undefined,
): { width: number; height: number } {
  if (!width || !height || width < 0 || height < 0) return UNKNOWN;
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  return {
    width: Math.max(SMALLEST, Math.round(width * scale)),
    height: Math.max(SMALLEST, Math.round(height * scale)),
  };
}
