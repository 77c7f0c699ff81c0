using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>
/// Pictures for people to look at, in the folder GOVERNANCE_GALLERY names. Without it none is taken: they cost more than the checks.
/// </summary>
internal static class GalleryFolder
{
    public const string Variable = "GOVERNANCE_GALLERY";

    /// <summary>Set to 1 to put the README's pictures in place of the ones in docs/images.</summary>
    public const string ReadmeVariable = "GOVERNANCE_GALLERY_README";

    private static readonly string? s_folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? Directory.CreateDirectory(named).FullName
        : null;

    private static readonly bool s_makesReadme = Environment.GetEnvironmentVariable(ReadmeVariable) == "1";

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

    /// <summary>Takes the README's picture when it is to be made again.</summary>
    public static async Task ShootReadmeAsync(IPage page, string name)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (s_makesReadme)
        {
            await page.ScreenshotAsync(
                new() { Path = Path.Combine(Repository.Root, "docs", "images", name + ".png"), Animations = ScreenshotAnimations.Disabled }
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
