using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>
/// Pictures for people to look at, in the folder GOVERNANCE_GALLERY names. Without it none is taken: they cost more than the checks.
/// </summary>
internal static class GalleryFolder
{
    public const string Variable = "GOVERNANCE_GALLERY";

    private static readonly string? s_folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? Directory.CreateDirectory(named).FullName
        : null;

    /// <summary>True where someone wants pictures.</summary>
    public static bool IsKept => s_folder is not null;

    /// <summary>Takes the picture when someone wants it.</summary>
    public static async Task ShootAsync(IPage page, string name, string look, bool wholePage)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (s_folder is not null)
        {
            await page.ScreenshotAsync(
                new()
                {
                    Path = Path.Combine(s_folder, $"{name}--{look}.png"),
                    FullPage = wholePage,
                    Animations = ScreenshotAnimations.Disabled,
                }
            );
        }
    }

    /// <summary>Puts the pictures side by side in index.html.</summary>
    public static void WriteContactSheet()
    {
        if (s_folder is not null)
        {
            ContactSheet.Write(s_folder);
        }
    }
}
