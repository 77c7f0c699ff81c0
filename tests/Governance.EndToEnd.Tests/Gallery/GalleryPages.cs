using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;
using Microsoft.Playwright;
using static Governance.Localisation.Texts;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>
/// What the gallery shows: the pages that features state in the folders of their tests, and what several of them do to get there.
/// APR-0015 waits for signatures and APR-0016 is blocked: the demo's scene ends so. Controls are found by what they are called in the
/// language in force.
/// </summary>
internal static class GalleryPages
{
    public const string Legal = "legal@demo.example";
    public const string Administrator = "admin@demo.example";
    public const string Owner = "owner@demo.example";
    public const string Auditor = "auditor@demo.example";
    public const string Officer = "compliance@demo.example";
    public const string Risk = "risk@demo.example";

    private static readonly IReadOnlyList<IFeatureGallery> s_features =
    [
        .. typeof(GalleryPages)
            .Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IFeatureGallery).IsAssignableFrom(t))
            .OrderBy(t => t.FullName, StringComparer.Ordinal)
            .Select(t => (IFeatureGallery)Activator.CreateInstance(t)!),
    ];

    public static IReadOnlyList<GalleryPage> All { get; } = [.. s_features.SelectMany(f => f.Pages)];

    /// <summary>Who looks at them; empty for those that are seen before signing in.</summary>
    public static IEnumerable<string> Viewers => All.Select(p => p.Viewer ?? "").Distinct(StringComparer.Ordinal);

    /// <summary>The pages that a viewer looks at, with their place in the gallery.</summary>
    public static IEnumerable<(GalleryPage Page, int Number)> SeenBy(string viewer) =>
        All.Select((page, number) => (page, number)).Where(p => (p.page.Viewer ?? "") == viewer);

    // Within a block each look of both languages comes once.
    private const int Block = 8;

    /// <summary>Of two blocks of pages a run looks at one; another commit looks at the other.</summary>
    public static bool IsSeen(int number) => Soak.HasTurn(number / Block, of: 2);

    /// <summary>Whether a run that sees the page looks at its English, not at its German.</summary>
    public static bool IsSeenInEnglish(int number) => number % 2 == 0;

    /// <summary>Other addresses of pages shown, and pages that have tests of their own.</summary>
    public static IReadOnlyList<string> Elsewhere { get; } = ["/setup", "/admin"];

    public static async Task OpenDialogAsync(Person person, string button)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = T.Recorded(button), Exact = true }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }
}
