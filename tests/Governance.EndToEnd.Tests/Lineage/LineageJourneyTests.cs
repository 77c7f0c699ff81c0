using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Domain.Identity;
using Governance.Domain.Lineage;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Portal.Models.Lineage;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Lineage;

/// <summary>A portal that has heard of a pipeline with thousands of datasets; in every run of one with a thousand.</summary>
public sealed class LineagePortal : RunningPortal
{
    public const int Width = 50;

    public static int Layers { get; } = Soak.Size(22, 52);

    /// <summary>A dataset in the middle of the layer <paramref name="steps"/> after the middle one.</summary>
    public static string Middle(string kind, int steps = 0) => Name(kind, (Layers / 2) + steps, Width / 2);

    /// <summary>How the names begin in the layer <paramref name="steps"/> after the middle one.</summary>
    public static string Layer(string kind, int steps) => Middle(kind, steps)[..^2];

    protected override async ValueTask PrepareAsync()
    {
        var store = Factory.Get<StoreLineage>();
        for (var layer = 1; layer <= Layers; layer++)
        {
            var events = Enumerable.Range(0, Width).Select(i => Event(layer, i)).ToList();
            var stored = await store.RunAsync(Actor.Host, events, CancellationToken.None);
            Assert.True(stored.IsDone, stored.Refusal?.Message);
        }
    }

    // Each dataset is made by one job from all around it in the layer before, so that one in the middle reaches nearly everything.
    private static LineageEvent Event(int layer, int i)
    {
        int[] from = [i, (i + 1) % Width, (i + 11) % Width, (i + 23) % Width];
        var json = new JsonObject
        {
            ["eventType"] = "COMPLETE",
            ["eventTime"] = "2026-11-19T06:00:00Z",
            ["producer"] = "urn:test",
            ["schemaURL"] = "urn:test",
            ["run"] = new JsonObject { ["runId"] = Guid.CreateVersion7().ToString() },
            ["job"] = new JsonObject { ["namespace"] = "large", ["name"] = Name("job", layer, i) },
            ["inputs"] = new JsonArray([.. from.Select(n => (JsonNode)Dataset(layer - 1, n))]),
            ["outputs"] = new JsonArray(Dataset(layer, i)),
        };
        using var document = JsonDocument.Parse(json.ToJsonString());
        return LineageEventReader.Read(document.RootElement, 100).Value;
    }

    private static JsonObject Dataset(int layer, int i) => new() { ["namespace"] = "large", ["name"] = Name("table", layer, i) };

    private static string Name(string kind, int layer, int i) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{layer:00}-{i:00}");
}

/// <summary>Someone finds a dataset and looks at its graph.</summary>
public sealed class LineageJourneyTests(RunningBrowser browser, LineagePortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<LineagePortal>
{
    [Fact(Timeout = 120_000)]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Graph_OfThousandsOfNodes_IsDrawnQuicklyAndUsableByKeyboard()
    {
        var (person, _) = await EmployAsync("engineer", Roles.Engineer);
        var table = LineagePortal.Middle("table");
        await person.OpenAsync($"/lineage?q={table}");
        await person.Page.GetByRole(AriaRole.Link, new() { Name = table, Exact = true }).ClickAsync();
        var canvas = person.Page.Locator(".lineage-canvas[data-drawn]");
        await canvas.WaitForAsync();
        await person.Page.GetByRole(AriaRole.Combobox, new() { Name = "Steps each way", Exact = true }).SelectOptionAsync("100");
        var thousands = Soak.Size("[12]", "[45]");
        await Expect(person.Page.GetByText(new Regex($@"^{thousands},\d{{3}} nodes"))).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(canvas).ToHaveAttributeAsync("data-nodes", new Regex($@"^{thousands}\d{{3}}$"));

        // What the server made is drawn by the browser, everything in sight: shapes, edges and the cursor.
        var took = await person.Page.EvaluateAsync<double>(
            """
            async () => {
              const started = performance.now();
              document.querySelector('[data-view=fit]').click();
              const frame = () => new Promise(done => requestAnimationFrame(done));
              await frame();
              await frame();
              return performance.now() - started;
            }
            """
        );
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"everything in sight: {took:0} ms; first drawing: {await canvas.GetAttributeAsync("data-drawn")} ms"
        );
        Assert.InRange(took, 0, 2_000);
        Assert.InRange(double.Parse((await canvas.GetAttributeAsync("data-drawn"))!, CultureInfo.InvariantCulture), 0, 2_000);
        Assert.InRange(int.Parse((await canvas.GetAttributeAsync("data-shown"))!, CultureInfo.InvariantCulture), 1, 10);

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Back to the starting point", Exact = true }).ClickAsync();
        await person.Page.Locator(".lineage-box.current").FocusAsync();
        await person.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new($"^{LineagePortal.Layer("job", 1)}") }))
            .ToBeVisibleAsync();
        await person.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new($"^{LineagePortal.Layer("table", 1)}") }))
            .ToBeVisibleAsync();
        await Expect(person.Page.Locator(".lineage-box.current")).ToBeFocusedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Graph_LargerThanItsFrame_OpensAroundItsStartAndSaysHowMuchIsOutOfSight()
    {
        var (person, _) = await EmployAsync("engineer", Roles.Engineer);
        await person.Page.SetViewportSizeAsync(1280, 900);
        await person.OpenAsync("/lineage/graph?node=dataset:large:table-01-25");
        var left = person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new(@"^[\d,]+ more to the left$") });
        var right = person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new(@"^[\d,]+ more to the right$") });

        await Expect(person.Page.Locator(".lineage-box.start .name").First).ToBeInViewportAsync();
        await Expect(right).ToBeVisibleAsync();
        await Expect(left).ToBeHiddenAsync();

        // What was pressed has nothing more to show: the focus is on the way back.
        await right.ClickAsync();
        await Expect(right).ToBeHiddenAsync();
        await Expect(left).ToBeFocusedAsync();

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Show all", Exact = true }).ClickAsync();
        await Expect(left).ToBeHiddenAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Graph_OnAPhone_FitsAndHasATable()
    {
        var (person, _) = await EmployAsync("engineer", Roles.Engineer);
        await person.Page.SetViewportSizeAsync(390, 844);
        await person.OpenAsync("/lineage/graph?node=dataset:large:table-01-25");
        await person.Page.Locator(".lineage-canvas[data-drawn]").WaitForAsync();
        Assert.Empty(await Accessibility.OverflowAsync(person.Page));
        Assert.Empty(await Accessibility.FindingsAsync(person.Page));

        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Show as table", Exact = true }).ClickAsync();

        await Expect(person.Page.GetByRole(AriaRole.Table, new() { Name = "Nodes of the graph", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.OverflowAsync(person.Page));
    }
}
