using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Governance.Analytics.Stored;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Demo;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Localisation;

/// <summary>
/// Whatever is called something in the demo, a column, a slice, a dataset, a tool, a playbook, keeps its name on every page, in every file
/// and in every document in German, though the German catalogue has a word for it: here it has one for every name.
/// </summary>
[Collection(nameof(Alone))]
public sealed partial class DemoNamesTests
{
    // What a text says that was made of a name.
    private const char Mark = '⟦';

    private const int MaxPages = 1_200;

    private const int MaxViews = 4;

    private const int MaxSubjects = 3;

    // Properties that hold what people called things, and not words of ours.
    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        "Name",
        "DisplayName",
        "Title",
        "Label",
        "Target",
        "SegmentColumn",
        "SegmentValue",
        "Field",
        "Column",
        "TimeColumn",
        "Environment",
        "Region",
        "FileName",
        "Tool",
        "Connection",
        "Table",
        "Dataset",
        "Namespace",
        "Server",
        "Provider",
        "PlaybookName",
        "Job",
        "Product",
        "Place",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [WholeFact]
    public async Task NameOfTheDemo_StaysAsItIs_OnPages_InFiles_AndInDocuments()
    {
        await using var portal = await DemoHistoryTests.PlayAsync();
        await portal.CreateUserAsync("reader@test.example", [.. Roles.All]);
        var names = await NamesAsync(portal);
        var catalogs =
            (ConcurrentDictionary<string, Catalog>)
                typeof(Translator).GetField("_catalogs", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(T)!;
        Catalog german;
        using (Languages.Use("de"))
        {
            german = T.Current!;
        }

        catalogs["de"] = Catalog.Read([
            .. german.Keys.Select(k => (Catalog.KeyOf(k), german.Find(k)!)),
            .. names.Where(n => german.Find(n) is null).Select(n => (Catalog.KeyOf(n), $"{Mark}{n}⟧")),
        ]);
        List<string> said = [];
        var read = 0;
        try
        {
            using var reader = await portal.SignInAsync("reader@test.example");
            reader.DefaultRequestHeaders.Add("Accept-Language", "de");
            read += await DocumentsAsync(portal, reader, said);
            read += await PagesAsync(reader, said);
        }
        finally
        {
            catalogs["de"] = german;
        }

        Assert.True(read > 300, $"Only {read} pages and documents were read.");
        var places = said.Distinct(StringComparer.Ordinal).ToList();
        Assert.True(places.Count == 0, $"{places.Count} names were said otherwise:\n{string.Join('\n', places.Take(400))}");
        Soak.Report("Names of the demo that German has a word for", $"{names.Count:N0} names, as they are on {read} pages and documents");
    }

    private static async Task<HashSet<string>> NamesAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in db.Model.GetEntityTypes().Where(t => t.GetTableName() is not null && !t.IsMappedToJson()))
        {
            foreach (var property in type.GetProperties().Where(p => p.ClrType == typeof(string) && s_names.Contains(p.Name)))
            {
#pragma warning disable EF1002 // The names of tables and columns are the model's own.
                var (column, table) = (property.GetColumnName(), type.GetTableName());
                var values = await db
                    .Database.SqlQueryRaw<string>($"""SELECT DISTINCT "{column}" AS "Value" FROM "{table}" WHERE "{column}" IS NOT NULL""")
                    .ToListAsync(Ct);
#pragma warning restore EF1002
                names.UnionWith(values);
            }
        }

        foreach (var version in await db.Versions.AsNoTracking().ToListAsync(Ct))
        {
            var manifest = version.ReadManifest();
            names.UnionWith(manifest.Datasets.Select(d => d.Name));
            names.UnionWith(manifest.Dependencies.Select(d => d.Name));
        }

        names.UnionWith(
            (await db.Windows.AsNoTracking().Where(w => w.DriftJson != null).OrderByDescending(w => w.Id).Take(40).ToListAsync(Ct))
                .SelectMany(w => StoredHistograms.Drift(w.DriftJson!).GetProperty("features").EnumerateArray())
                .SelectMany(f => f.GetProperty("newCategories").EnumerateArray().Select(c => c.GetString()!))
        );
        // Ids of the portal are no names, and a word that documents have in place of a common column is known.
        names.RemoveWhere(n => n.Length is < 3 or > 120 || !char.IsLetter(n[0]) || n != n.Trim() || Id().IsMatch(n));
        return names;
    }

    private static async Task<int> PagesAsync(HttpClient reader, List<string> said)
    {
        Queue<string> waiting = new(["/"]);
        HashSet<string> known = [.. waiting];
        Dictionary<string, int> sameView = [];
        var read = 0;
        while (read < MaxPages && waiting.TryDequeue(out var href))
        {
            using var answer = await reader.GetAsync(href, Ct);
            if (answer.StatusCode is not HttpStatusCode.OK)
            {
                continue;
            }

            read++;
            var content = await answer.Content.ReadAsStringAsync(Ct);
            if (answer.Content.Headers.ContentType?.MediaType is not "text/html")
            {
                Find(content, href, said);
                continue;
            }

            var document = await new HtmlParser().ParseDocumentAsync(content, Ct);
            Find(WebUtility.HtmlDecode(content), href, said);
            foreach (var link in document.QuerySelectorAll("a[href]").Select(a => a.GetAttribute("href")!))
            {
                if (!link.StartsWith('/') || Elsewhere().IsMatch(link) || !known.Add(link))
                {
                    continue;
                }

                var place = Numbers().Replace(link.Split('?', '#')[0], "0");
                sameView[place] = sameView.GetValueOrDefault(place) + 1;
                if (sameView[place] <= MaxViews)
                {
                    waiting.Enqueue(link);
                }
            }
        }

        return read;
    }

    private static async Task<int> DocumentsAsync(PortalFactory portal, HttpClient reader, List<string> said)
    {
        var read = 0;
        await using var scope = portal.Services.CreateAsyncScope();
        var kinds = scope.ServiceProvider.GetRequiredService<ReportKinds>();
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        foreach (var kind in kinds.All)
        {
            var choices = await kinds.Find(kind).Value.ChoicesAsync(db, Ct);
            foreach (var choice in choices.Take(MaxSubjects).Concat(choices.Skip(MaxSubjects).TakeLast(MaxSubjects)))
            {
                using var answer = await reader.GetAsync(
                    $"/reports/preview?kind={kind}&subject={Uri.EscapeDataString(choice.Subject)}&language=de",
                    Ct
                );
                if (!answer.IsSuccessStatusCode)
                {
                    TestContext.Current.TestOutputHelper!.WriteLine($"No preview of {kind} {choice.Subject}: {answer.StatusCode}");
                    continue;
                }

                read++;
                Find(WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct)), $"{kind} {choice.Subject}", said);
            }
        }

        return read;
    }

    private static void Find(string text, string where, List<string> said)
    {
        for (var at = text.IndexOf(Mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Mark, at + 1))
        {
            said.Add($"{where}: {text[Math.Max(0, at - 60)..Math.Min(text.Length, at + 60)].ReplaceLineEndings(" ")}");
        }
    }

    [GeneratedRegex(@"/sign-out|/content|/download|\.pdf|/new\b|/_|/account|/api/v1/audit")]
    private static partial Regex Elsewhere();

    [GeneratedRegex("^[A-Z]{3,4}-[0-9]+$")]
    private static partial Regex Id();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
