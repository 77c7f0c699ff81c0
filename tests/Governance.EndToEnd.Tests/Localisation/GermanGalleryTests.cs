using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Localisation;
using Governance.Testing;
using Microsoft.Playwright;
using static Governance.Localisation.Texts;

namespace Governance.EndToEnd.Tests.Localisation;

/// <summary>
/// Every page of the gallery in German, whose words are longer: on a phone, a small screen and a wide one nothing scrolls sideways, no
/// control is clipped, axe has no serious finding, and no text of ours was left in English. A commit sees one half of the gallery: every
/// other page of it, those that GalleryTests does not look at, on one of them: most on the phone, where room is least; in full each page is
/// seen on all three.
/// </summary>
public sealed class GermanGalleryTests(RunningBrowser browser, GalleryPortal portal) : BrowserTest(browser, portal)
{
    private const string German = "de";

    // The texts of a page, each once; not what is quoted: code, other languages, names, the lines of a card, which is a document.
    private const string TextsOfThePage = """
        () => {
          const quoted = 'script, style, noscript, textarea, pre, code, .mono, .source, .card-field dd > p:not(.tiny), [translate=no], '
            + 'html [lang]:not([lang=de])';
          const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const said = new Set();
          while (nodes.nextNode()) {
            const text = nodes.currentNode;
            if (!text.parentElement.closest(quoted)) said.add(text.data.replace(/\s+/g, ' ').trim());
          }
          for (const element of document.body.querySelectorAll('[title], [aria-label], [placeholder]')) {
            if (element.closest(quoted)) continue;
            for (const name of ['title', 'aria-label', 'placeholder']) said.add((element.getAttribute(name) ?? '').trim());
          }
          said.delete('');
          return [...said];
        }
        """;

    // What people of the demo wrote or named, in words that are texts of ours too.
    private static readonly HashSet<string> s_written = new(StringComparer.Ordinal)
    {
        "none",
        "production",
        "artifact",
        "score",
        "service",
        "other",
        "approved",
        "Customers",
        "Unequal approval for similar applicants",
        "Reviewers follow the score blindly",
        "Refusal cannot be explained",
        "Monthly calibration by segment",
        "Credit bureau data wrong or outdated",
        "High-risk obligations not met when they start to apply",
        "Attacker shapes traffic to evade detection",
        "Alert flood hides real events",
        "Vulnerable groups pay more",
        "Price spiral or fire sale",
        "Unlawful or undisclosed personalised price",
        "Demand pattern changes",
        "Price cannot be justified to a customer or authority",
        "Competitor feed wrong",
        "Planted text in a document steers answers",
        "Restricted document shown to the wrong person",
        "Invented or outdated answer",
        "Hosted model changes behaviour",
        "No AI notice or content marking",
        "Language model",
        "Answers",
        "The contract pins the version and asks for notice of changes.",
        "Still in this role, confirmed with their manager.",
        // What the demo's bank measures by itself: a word of its own, which a pattern of ours ("{0} points") would take apart.
        "Margin points",
        // A column of the demo's data.
        "label",
    };

    private static readonly (int Width, int Height) s_phone = (390, 844);
    private static readonly (int Width, int Height)[] s_wider = [(1440, 900), (1280, 800)];

    /// <summary>Who looks at pages of the gallery; empty for pages that are seen before signing in.</summary>
    public static TheoryData<string> Viewers => [.. GalleryPages.Viewers];

    public override async ValueTask InitializeAsync() => await portal.StartAsync();

    [Theory(Timeout = 600_000)]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(Viewers))]
    public async Task Pages_InGermanAtEveryWidth_FitAndAreGermanThroughout(string viewer)
    {
        using var german = Languages.Use(German);
        var person = await ArriveAsync();
        await person.Context.AddCookiesAsync([
            new()
            {
                Name = Languages.Cookie,
                Value = German,
                Url = Portal.Address.ToString(),
            },
        ]);
        if (viewer.Length > 0)
        {
            await person.SignInAsync(viewer);
        }

        var findings = new List<string>();
        foreach (var (shown, sizes) in PagesOf(viewer))
        {
            // What a page shows is clicked together where there is room.
            var (wide, high) = shown.Prepare is null ? sizes[0] : s_wider[0];
            await person.Page.SetViewportSizeAsync(wide, high);
            await shown.ShowAsync(person);
            await Accessibility.ResizeAsync(person.Page, sizes[0].Width, sizes[0].Height);
            findings.AddRange((await EnglishAsync(person.Page)).Select(f => $"{shown}: {f}"));
            findings.AddRange((await Accessibility.FindingsAsync(person.Page, AxeRules.All)).Select(f => $"{shown}: {f}"));
            foreach (var (width, height) in sizes)
            {
                if ((width, height) != sizes[0])
                {
                    await Accessibility.ResizeAsync(person.Page, width, height);
                }

                await GalleryFolder.ShootAsync(person.Page, shown.Name, $"{width}-german", shown.WholePage);
                findings.AddRange((await Accessibility.OverflowAsync(person.Page)).Select(f => $"{shown} {width}: {f}"));
                findings.AddRange((await Accessibility.ClippedAsync(person.Page)).Select(f => $"{shown} {width}: {f}"));
            }
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    // One size after another: the window does not change between two pages that have the same.
    private static IEnumerable<(GalleryPage Page, (int Width, int Height)[] Sizes)> PagesOf(string viewer) =>
        Soak.IsFull
            ? GalleryPages.SeenBy(viewer).Select(p => (p.Page, ((int Width, int Height)[])[.. s_wider, s_phone]))
            : GalleryPages
                .SeenBy(viewer)
                .Where(p => GalleryPages.IsSeen(p.Number) && !GalleryPages.IsSeenInEnglish(p.Number))
                .Select(p => (p.Page, Size: SizeOf(p.Number)))
                .OrderBy(p => p.Size.Width)
                .Select(p => (p.Page, ((int Width, int Height)[])[p.Size]));

    private static (int Width, int Height) SizeOf(int number) => number % 4 == 1 ? s_wider[number / 4 % s_wider.Length] : s_phone;

    /// <summary>Texts of ours that are shown as their English has them, although there is German for them.</summary>
    private static async Task<IReadOnlyList<string>> EnglishAsync(IPage page)
    {
        var texts = T.Current!;
        var german = texts.Keys.Select(k => texts.Find(k)!).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. (await page.EvaluateAsync<string[]>(TextsOfThePage))
                .Where(said => !german.Contains(said) && !s_written.Contains(said) && T.Recorded(said) != said)
                .Select(said => $"English: {said} ({T.Recorded(said)})"),
        ];
    }
}
