using System.Text.Json;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Hostile;

/// <summary>
/// What a pipeline's key can plant is shown as text, in charts too, and nothing of it runs. In every run each third page is opened.
/// </summary>
public sealed class HostileUploadsTests(RunningBrowser browser, HostileUploadsPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<HostileUploadsPortal>
{
    // One chart of each kind the product draws, and of those it might, with the text in every place that takes one.
    private const string DrawAll = """
        async ({ texts }) => {
          const { create } = await import('/assets/chart.js');
          const [a, b, c] = texts;
          const points = [{ x: a, y: 1 }, { x: b, y: 3 }, { x: c, y: 2 }];
          const area = points.map(p => ({ x: p.x, y: [p.y, p.y + 1] }));
          const shared = {
            title: { text: a }, subtitle: { text: b }, noData: { text: c },
            legend: { show: true, showForSingleSeries: true },
            xaxis: { type: 'category', title: { text: c } },
            yaxis: { title: { text: a }, labels: { formatter: 'text' } },
            dataLabels: { enabled: true, formatter: 'text' },
            annotations: {
              yaxis: [{ y: 2, label: { text: a } }],
              xaxis: [{ x: b, label: { text: b } }],
              points: [{ x: c, y: 2, label: { text: c } }],
            },
            tooltip: { shared: true, intersect: false, x: { show: true }, z: { title: a } },
          };
          const goals = points.map(p => ({ ...p, goals: [{ name: a, value: 2, strokeColor: '#000' }] }));
          const kinds = [
            { chart: { type: 'line', height: 260 }, series: [{ name: a, data: points }, { name: b, data: points }] },
            { chart: { type: 'area', height: 260 }, series: [{ name: c, data: points }] },
            { chart: { type: 'bar', stacked: true, height: 260 }, series: [{ name: a, data: points }, { name: c, data: points }] },
            { chart: { type: 'bar', height: 260 }, series: [{ name: a, data: goals }] },
            { chart: { type: 'bar', height: 260 }, plotOptions: { bar: { horizontal: true } }, annotations: {}, series: [{ name: a, data: [1, 2, 3] }, { name: b, data: [2, 3, 4] }], xaxis: { categories: [a, b, c] } },
            { chart: { type: 'rangeArea', height: 260 }, series: [{ type: 'rangeArea', name: b, data: area }, { type: 'line', name: a, data: points }] },
            { chart: { type: 'heatmap', height: 260 }, annotations: {}, series: [{ name: a, data: points }, { name: b, data: points }] },
          ];
          const place = document.createElement('div');
          place.id = 'drawn';
          document.body.replaceChildren(place);
          for (const kind of kinds) {
            const host = document.createElement('div');
            host.className = 'chart-host';
            place.append(host);
            await create(host, { ...shared, ...kind, xaxis: { ...shared.xaxis, ...kind.xaxis } });
          }
          return kinds.length;
        }
        """;

    // As someone would who found a gap: with the page's own rights, but no script of ours.
    private const string Try = """
        async script => {
          const outcomes = [];
          const attempt = async act => { try { outcomes.push(String(await act())); } catch (e) { outcomes.push(e.name); } };
          const place = document.createElement('div');
          document.body.append(place);
          await attempt(() => { place.innerHTML = `<iframe srcdoc="<script src=${script}></script>"></iframe>`; return place.children.length; });
          await attempt(() => { place.innerHTML = '<img src=data:, onerror=top.planted=1>'; return place.children.length; });
          await attempt(() => { place.innerHTML = '<a style="position:fixed;inset:0" href="https://evil.example">Session ended</a>'; return place.children.length; });
          await attempt(() => { place.innerHTML = '<base href="https://evil.example/">'; return place.children.length; });
          await attempt(() => { const s = document.createElement('script'); s.src = script; document.body.append(s); return 'loaded'; });
          await attempt(() => { const s = document.createElement('script'); s.textContent = 'top.planted=1'; document.body.append(s); return 'inline'; });
          // From a task of its own: what the browser's driver evaluates itself may use eval whatever the policy says.
          await attempt(() => new Promise((done, failed) => setTimeout(() => { try { done(eval('top.planted=1')); } catch (e) { failed(e); } })));
          await attempt(() => import(script).then(() => 'imported'));
          place.innerHTML = '<b>plain</b>';
          outcomes.push(place.querySelector('b').textContent);
          await new Promise(done => setTimeout(done, 300));
          return { outcomes, ran: top.planted !== undefined, breaches: window.policyBreaches };
        }
        """;

    private static readonly string[] s_pages =
    [
        "/",
        "/?scope=programme",
        "/?scope=risk",
        "/models",
        "/models/hostile",
        "/models/hostile/versions/1.0.0",
        "/models/hostile/versions/1.0.0?tab=evidence",
        "/models/hostile/versions/1.0.0?tab=fairness",
        "/models/hostile/versions/1.0.0?tab=lineage",
        "/compliance/systems",
        "/compliance/systems/SYS-0001",
        "/monitoring",
        "/monitoring/hostile",
        "/monitoring/hostile?tab=performance",
        "/monitoring/hostile?tab=quality",
        "/monitoring/hostile?tab=alerts",
        "/audit",
        "/risks",
        "/openapi",
    ];

    [Fact(Timeout = 300_000)]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Uploads_WithMarkupInEveryName_AreShownAsTextOnEveryPage()
    {
        var person = await ArriveAsync();
        await person.SignInAsync(HostileUploadsPortal.Owner);
        var shown = 0;
        // From the second: its third ones are those whose names a pipeline gives.
        foreach (var path in Soak.Sample(s_pages, every: 3, from: 1))
        {
            var answer = await person.Page.GotoAsync(path);
            Assert.True(answer is { Ok: true }, $"{path}: {answer?.Status}");
            if (path != "/openapi")
            {
                await person.BeReadyAsync();
            }

            await Charts.PointAtAsync(person.Page);
            var text = await PlantedText.ReadAsync(person, path);
            shown += text.Contains("<img src=x onerror=top.planted=1>", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.True(shown >= Soak.Size(2, 6), $"It was to be read on {shown} pages only.");
        Assert.True(Portal.Log.Errors.Count == 0, string.Join(Environment.NewLine, Portal.Log.Errors));
    }

    [Fact(Timeout = 120_000)]
    public async Task FairnessChart_GroupsNamedByMarkup_SaysThemInLegendAndTooltip()
    {
        var person = await ArriveAsync();
        await person.SignInAsync(HostileUploadsPortal.Owner);
        await person.OpenAsync("/monitoring/hostile?tab=performance");
        var legend = person.Page.Locator(".apexcharts-legend-text").Filter(new() { HasText = "onerror=top.planted=1" });

        await Expect(legend.First).ToBeVisibleAsync();
        await Charts.PointAtAsync(person.Page);

        Assert.Contains("<img src=x onerror=top.planted=1>", await PlantedText.ReadAsync(person, "fairness"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Charts_OfEveryKind_ShowTextInEveryPlaceAsItIs()
    {
        var person = await ArriveAsync();
        await person.SignInAsync(HostileUploadsPortal.Owner);
        // A page without charts of its own: this one takes everything away that the server drew.
        await person.OpenAsync("/models");

        var drawn = await person.Page.EvaluateAsync<int>(DrawAll, new { texts = HostileUploadsPortal.Texts.Take(3).ToArray() });
        await Charts.PointAtAsync(person.Page);
        var encoded = await person.Page.EvaluateAsync<int>(
            DrawAll,
            new { texts = new[] { "a & b < c", "&lt;b&gt; &amp;", "x > y \"z\"" } }
        );
        await Charts.PointAtAsync(person.Page);
        var text = await PlantedText.ReadAsync(person, "charts");

        Assert.Equal((7, 7), (drawn, encoded));
        // Not encoded twice, nor decoded once: what was written is what is read.
        Assert.Contains("a & b < c", text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt; &amp;", text, StringComparison.Ordinal);
        Assert.DoesNotContain("&amp;lt;", text, StringComparison.Ordinal);
        Assert.DoesNotContain("a &amp; b", text, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Gap_IfThereWereOne_OpensNothing()
    {
        var person = await ArriveAsync();
        await person.SignInAsync(HostileUploadsPortal.Owner);
        await person.OpenAsync("/models");

        var tried = (await person.Page.EvaluateAsync<JsonElement?>(Try, HostileUploadsPortal.Script))!.Value;
        var refused = person.Faults.Take();

        Assert.Equal(
            ["0", "0", "0", "0", "TypeError", "TypeError", "EvalError", "TypeError", "plain"],
            tried.GetProperty("outcomes").EnumerateArray().Select(o => o.GetString())
        );
        Assert.False(tried.GetProperty("ran").GetBoolean());
        Assert.NotEmpty(refused);
        // What is asserted to be nothing elsewhere counts: in the page, and outside it.
        Assert.True(tried.GetProperty("breaches").GetInt32() >= 3, tried.ToString());
        Assert.True(person.Faults.PolicyBreaches >= 3, string.Join(Environment.NewLine, refused));
    }

    [Fact(Timeout = 120_000)]
    public async Task Upload_OpenedInTheBrowser_IsKeptAsAFile()
    {
        var person = await ArriveAsync();
        await person.SignInAsync(HostileUploadsPortal.Owner);
        await person.OpenAsync("/models");
        foreach (var id in new[] { "EVD-0001", "EVD-0002", "EVD-0003" })
        {
            var address = HostileUploadsPortal.Script.Replace("EVD-0001", id, StringComparison.Ordinal);
            var download = await person.Page.RunAndWaitForDownloadAsync(() =>
                person.Page.EvaluateAsync("address => { location.href = address; }", address)
            );
            Assert.EndsWith(address, download.Url, StringComparison.Ordinal);
        }

        Assert.Equal("/models", person.Place);
    }

    // In every run OwnPageTests of the portal judge these addresses and others.
    [Theory(Timeout = 120_000)]
    [InlineData("/..//evil.example")]
    [WholeData("/.//evil.example")]
    [WholeData("/%2e%2e//evil.example")]
    [WholeData("//evil.example")]
    public async Task SignIn_WithAReturnAddressOfAnotherSite_EndsOnTheFirstPage(string address)
    {
        var person = await ArriveAsync();
        await person.Page.GotoAsync($"/signin?returnUrl={Uri.EscapeDataString(address)}");

        await new SignInPage(person).SignInAsync(HostileUploadsPortal.Owner);

        Assert.Equal("/", person.Place);
        Assert.Equal(Portal.Address.Authority, new Uri(person.Page.Url).Authority);
    }

    [Fact(Timeout = 120_000)]
    public async Task TableOfAChart_WithFormulasForNames_HoldsNoneInItsFile()
    {
        var person = await ArriveAsync();
        await person.SignInAsync(HostileUploadsPortal.Owner);
        await person.OpenAsync("/monitoring/hostile?tab=performance");
        var charts = person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Show .* as a table$"), Pressed = false });
        await Expect(charts.First).ToBeVisibleAsync();
        for (var left = await charts.CountAsync(); left > 0; left--)
        {
            await charts.First.ClickAsync();
            await Expect(charts).ToHaveCountAsync(left - 1);
        }

        await Expect(person.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "=cmd|" }).First).ToBeVisibleAsync();
        var files = await person
            .Page.Locator("a[download][href^='data:text/csv']")
            .EvaluateAllAsync<string[]>("links => links.map(l => decodeURIComponent(l.href.slice(l.href.indexOf(',') + 1)))");

        Assert.Contains(files, f => f.Contains("'=cmd|'/c calc'!A1;'=1+1", StringComparison.Ordinal));
        Assert.All(files.SelectMany(f => f.Split(';', ',', '\n')), cell => Assert.DoesNotMatch("^\"?[=@＝]", cell));
    }
}
