using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Localisation;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Audit;
using Governance.Portal.Tests.Notifications;
using Governance.Portal.Tests.Reports;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Localisation;

/// <summary>
/// What a customer's policy says, what people write when they ask and sign, and what they call things stands to the letter on every
/// surface: page, API, answer to a pipeline, printed record, OSCAL, mail and workbook, in every language.
/// </summary>
public sealed class WrittenWordsTests
{
    // As many as a rule shows of what an engine says.
    private const int PerRule = 5;

    private static readonly IReadOnlyList<string> s_sentences = WrittenSentences.All;
    private static readonly string s_together = string.Join('\n', s_sentences);
    private static readonly string[] s_languages = [.. Languages.All.Select(l => l.Tag)];

    private readonly List<string> _changed = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Needs", "Browser")]
    public async Task WhatPeopleAndPoliciesWrote_StandsToTheLetter_OnEverySurface()
    {
        await using var mail = await MailServer.StartAsync(Ct);
        await using var engines = new Engines();
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal =>
            MailTests.Mailing(portal, mail.Port).Settings["Outbound:PrivateHosts:0"] = "127.0.0.1"
        );
        await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        using var compliance = await scene.Portal.SignInAsync("compliance@test.example");
        using var officer = await scene.Portal.SignInAsync("risk@test.example");
        var rules = await engines.RulesAsync();
        await ActivateAsync(scene, "1", rules, "warn");

        // What a policy says.
        foreach (var language in s_languages)
        {
            Same($"policy page, {language}", await PageAsync(officer, "/policies/test-policy", language), s_sentences);
        }

        // What people called things, before any request waits for what they change.
        await WorkbookAsync(officer);

        // What people wrote, all of it in every place.
        var promotion = await RequestAsync(scene, "1.4.0", s_together);
        await SignAsync(scene, promotion, s_together, s_together);
        await ReadEverywhereAsync(scene, engineer, promotion, "run of today");
        await PrintAsync(scene, engineer, promotion);
        await DeployAsync(engineer, promotion, "1.4.0");
        var system = await SystemAsync(compliance);
        await OscalAsync(scene, compliance, system, "run of today");

        // A run that was stored when the evaluator wrote sentences.
        await StoreSentencesAsync(scene, promotion);
        await ReadEverywhereAsync(scene, engineer, promotion, "stored run");
        await NoticesAsync(engineer, promotion);
        await OscalAsync(scene, compliance, system, "stored run");

        // Each by itself: a text that is one of ours, word for word, is the likeliest to be taken for it.
        await OneByOneAsync(scene, engineer, mail);

        // What a pipeline is answered.
        await ActivateAsync(scene, "2", rules, "enforce", "  separation: {makers: [high]}");
        var answer = await engineer.GetStringAsync("/api/v1/gates/simulate?model=fraud-scorer&version=1.4.0&stage=production", Ct);
        Same("gates/simulate", Strings(JsonNode.Parse(answer)!["missing"]), s_sentences);
        await scene.RegisterVersionAsync("9.0.0");
        var blocked = await RequestAsync(scene, "9.0.0", "Better recall");
        var page = await PageAsync(engineer, $"/approvals/{blocked}", "de");
        Same("request that is blocked", page, s_sentences);
        // Beside them our own words, in the reader's language.
        Assert.Contains(
            "Die Richtlinien erlauben den Personen, die eine Version der Risikoklasse hoch erstellt haben, sie zu unterzeichnen.",
            page,
            StringComparison.Ordinal
        );

        Assert.True(_changed.Count == 0, $"{_changed.Count} changed:\n{string.Join('\n', _changed)}");
    }

    // The request's page, its answer over HTTP, and the record of it as a page.
    private async Task ReadEverywhereAsync(ApprovalsScene scene, HttpClient engineer, PromotionId promotion, string of)
    {
        Same($"API, {of}", Strings(JsonNode.Parse(await engineer.GetStringAsync($"/api/v1/promotions/{promotion}", Ct))), s_sentences);
        foreach (var language in s_languages)
        {
            Same($"request page, {of}, {language}", await PageAsync(engineer, $"/approvals/{promotion}", language), s_sentences);
            var record = await MakeAsync(scene, engineer, "approval-record", promotion.ToString(), "html", language);
            Same($"approval record, {of}, {language}", await TextAsync(Encoding.UTF8.GetString(record)), s_sentences);
        }
    }

    // Each notice of a run that has sentences alone, by itself.
    private async Task NoticesAsync(HttpClient engineer, PromotionId promotion)
    {
        foreach (var language in s_languages)
        {
            var page = await new HtmlParser().ParseDocumentAsync(await HtmlAsync(engineer, $"/approvals/{promotion}", language), Ct);
            var notices = page.QuerySelectorAll("p.note.warn span[lang=en]").Select(n => n.TextContent).ToList();
            _changed.AddRange(s_sentences.Except(notices, StringComparer.Ordinal).Select(s => $"notice, {language}: “{s}”"));
        }
    }

    private async Task PrintAsync(ApprovalsScene scene, HttpClient engineer, PromotionId promotion)
    {
        foreach (var language in s_languages)
        {
            var file = Path.Combine(scene.Portal.Folder, $"record-{language}.pdf");
            await File.WriteAllBytesAsync(
                file,
                await MakeAsync(scene, engineer, "approval-record", promotion.ToString(), "pdf", language),
                Ct
            );
            // Lines of a page break where they are full; nothing else is between the letters.
            var text = Unspaced(await Tool.RunAsync("pdftotext", "-raw", file, "-"));
            Same($"printed record, {language}", text, s_sentences.Select(Unspaced));
        }
    }

    private async Task OscalAsync(ApprovalsScene scene, HttpClient compliance, string system, string of)
    {
        foreach (var language in s_languages)
        {
            var made = await MakeAsync(scene, compliance, "oscal", system, "json", language);
            Same($"OSCAL, {of}, {language}", Strings(JsonNode.Parse(made)), s_sentences);
        }
    }

    private async Task OneByOneAsync(ApprovalsScene scene, HttpClient engineer, MailServer mail)
    {
        foreach (var (number, sentence) in s_sentences.Index())
        {
            var version = string.Create(CultureInfo.InvariantCulture, $"3.{number}.0");
            await NameAsync(scene, sentence);
            await scene.RegisterVersionAsync(version);
            var promotion = await RequestAsync(scene, version, sentence);
            await NotificationsApiTests.ToldAsync(scene);
            await MailTests.SendAllAsync(scene);
            await CommentAsync(engineer, promotion, sentence);
            await SignAsync(scene, promotion, sentence, sentence);

            var answer = JsonNode.Parse(await engineer.GetStringAsync($"/api/v1/promotions/{promotion}", Ct))!;
            Equal($"API, reason {number}", sentence, (string?)answer["reason"]);
            Assert.All(answer["signOffs"]!.AsArray(), s => Equal("API, sign-off", sentence, (string?)(s!["comment"] ?? s["condition"])));
            var comments = JsonNode.Parse(await engineer.GetStringAsync($"/api/v1/promotions/{promotion}/comments", Ct))!;
            Same($"API, comments {number}", Strings(comments), [sentence]);
            var model = JsonNode.Parse(await engineer.GetStringAsync($"/api/v1/models/{ApprovalsScene.ModelName}", Ct))!;
            Equal("API, display name", sentence, (string?)model["displayName"]);

            foreach (var language in s_languages)
            {
                var page = await new HtmlParser().ParseDocumentAsync(await HtmlAsync(engineer, $"/approvals/{promotion}", language), Ct);
                Same($"heading of the request, {language}", page.QuerySelector("h1")!.TextContent, [sentence]);
                // The reason, the comment or condition of each of the three, and the name.
                AtLeast(5, $"request page, {language}", page.Body!.TextContent, sentence);
                var record = await TextAsync(
                    await engineer.GetStringAsync($"/reports/preview?kind=approval-record&subject={promotion}&language={language}", Ct)
                );
                AtLeast(5, $"approval record, {language}", record, sentence);
            }
        }

        var mails = mail.Mails.Where(m => m.Contains("To: legal@test.example", StringComparison.Ordinal)).ToList();
        var (plain, html) = (new StringBuilder(), new StringBuilder());
        foreach (var one in mails)
        {
            plain.AppendLine(MailTests.Part(one, "text/plain"));
            html.AppendLine(await TextAsync(MailTests.Part(one, "text/html")));
        }

        Same("mail, text", plain.ToString(), s_sentences);
        Same("mail, HTML", html.ToString(), s_sentences);
    }

    private async Task WorkbookAsync(HttpClient officer)
    {
        foreach (var sentence in s_sentences)
        {
            using var raised = await officer.PostAsJsonAsync(
                "/api/v1/risks",
                new JsonObject
                {
                    ["title"] = sentence,
                    ["category"] = "fairness",
                    ["cause"] = sentence,
                    ["consequence"] = sentence,
                    ["model"] = ApprovalsScene.ModelName,
                    ["owner"] = "owner@test.example",
                    ["inherent"] = new JsonObject { ["likelihood"] = 4, ["impact"] = 4 },
                },
                Ct
            );
            Assert.True(raised.StatusCode is HttpStatusCode.Created, await raised.Content.ReadAsStringAsync(Ct));
        }

        foreach (var language in s_languages)
        {
            using var file = new MemoryStream(await officer.GetByteArrayAsync($"/api/v1/risks/export?format=xlsx&language={language}", Ct));
            using var document = SpreadsheetDocument.Open(file, isEditable: false);
            var cells = document
                .WorkbookPart!.WorksheetParts.SelectMany(s => s.Worksheet!.Descendants<Cell>())
                .CountBy(c => c.InnerText, StringComparer.Ordinal)
                .ToDictionary(StringComparer.Ordinal);
            // Title, cause and consequence.
            _changed.AddRange(
                s_sentences
                    .Where(s => cells.GetValueOrDefault(s) < 3)
                    .Select(s => $"workbook, {language}: “{s}” is in {cells.GetValueOrDefault(s)} cells")
            );
            Same($"risks, {language}", await PageAsync(officer, "/risks", language), s_sentences);
        }
    }

    private static async Task<PromotionId> RequestAsync(ApprovalsScene scene, string version, string reason)
    {
        var asked = await scene
            .Get<RequestPromotion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, version, "production", reason), Ct);
        Assert.True(asked.IsDone, asked.Refusal?.Message);
        return asked.Value;
    }

    private static async Task SignAsync(ApprovalsScene scene, PromotionId promotion, string comment, string condition)
    {
        foreach (
            var signed in new[]
            {
                await scene.SignAsync(promotion, scene.Security, "security", comment: comment),
                await scene.SignAsync(promotion, scene.Legal, "legal", "approve-with-condition", condition: condition),
                await scene.SignAsync(promotion, scene.Owner, "owner", comment: comment),
            }
        )
        {
            Assert.True(signed.IsDone, signed.Refusal?.Message);
        }
    }

    private static async Task CommentAsync(HttpClient who, PromotionId promotion, string text)
    {
        using var answer = await who.PostAsJsonAsync($"/api/v1/promotions/{promotion}/comments", new JsonObject { ["text"] = text }, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task DeployAsync(HttpClient engineer, PromotionId promotion, string version)
    {
        using var answer = await engineer.PostAsJsonAsync(
            $"/api/v1/models/{ApprovalsScene.ModelName}/versions/{version}/deployments",
            new JsonObject
            {
                ["environment"] = "production",
                ["region"] = "eu-north-1",
                ["promotion"] = promotion.ToString(),
            },
            Ct
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<string> SystemAsync(HttpClient compliance)
    {
        using var answer = await compliance.PostAsJsonAsync(
            "/api/v1/systems",
            new JsonObject
            {
                ["name"] = "Fraud scoring",
                ["purpose"] = "Scores payments",
                ["owner"] = "owner@test.example",
                ["lifeCycle"] = "in-use",
                ["roles"] = new JsonArray("deployer"),
                ["models"] = new JsonArray(ApprovalsScene.ModelName),
            },
            Ct
        );
        var body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, body);
        return (string)JsonNode.Parse(body)!["id"]!;
    }

    private static Task NameAsync(ApprovalsScene scene, string displayName) =>
        scene.DoAsync(
            "model.changed",
            ApprovalsScene.ModelName,
            async context =>
            {
                var model = await context.Db.Models.SingleAsync(Ct);
                model.Change(
                    new ModelFacts(model.Name) { DisplayName = displayName, RiskClass = model.RiskClass },
                    model.Owner,
                    model.Deputies
                );
                Assert.Equal(displayName, model.DisplayName);
            }
        );

    private static async Task ActivateAsync(ApprovalsScene scene, string version, string rules, string mode, string extra = "")
    {
        var yaml = ApprovalsScene.Policy(version, rules, extra).Replace("mode: enforce", $"mode: {mode}", StringComparison.Ordinal);
        var active = await scene.ActivateAsync(yaml);
        Assert.True(active.IsDone, active.Refusal?.Message);
    }

    // As the third engine would have stored it: sentences alone, which are all that there is to show.
    private static async Task StoreSentencesAsync(ApprovalsScene scene, PromotionId promotion)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var id = await db.Promotions.Where(p => p.Id == promotion).Select(p => p.GateRun).SingleAsync(Ct);
        var run = await db.GateRuns.AsNoTracking().SingleAsync(r => r.Id == id, Ct);
        var result = run.ReadResult();
        var stored = (
            result with
            {
                Engine = "governance-policies/3",
                Notices = s_sentences,
                Noticed = null,
                Results =
                [
                    .. result.Results.Select(r =>
                        r with
                        {
                            Found = null,
                            Asked = null,
                            Seen = null,
                            Message = string.Join(" / ", s_sentences),
                        }
                    ),
                ],
            }
        ).ToBytes();
        Assert.Contains(result.Results, r => r.Found is not null);
        await db
            .GateRuns.Where(r => r.Id == id)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(r => r.Result, stored)
                        .SetProperty(r => r.ResultSha256, Sha256Hex.Of(stored))
                        .SetProperty(r => r.Engine, "governance-policies/3"),
                Ct
            );
    }

    private static async Task<byte[]> MakeAsync(
        ApprovalsScene scene,
        HttpClient who,
        string kind,
        string subject,
        string format,
        string language
    )
    {
        using var asked = await who.PostAsJsonAsync(
            "/api/v1/reports",
            new JsonObject
            {
                ["kind"] = kind,
                ["subject"] = subject,
                ["format"] = format,
                ["language"] = language,
            },
            Ct
        );
        var body = await asked.Content.ReadAsStringAsync(Ct);
        Assert.True(asked.StatusCode is HttpStatusCode.Accepted, $"{kind}: {body}");
        var report = await ReportsScene.DoneAsync(scene.Portal.Services, who, (string)JsonNode.Parse(body)!["id"]!);
        Assert.True((string?)report["state"] == "ready", $"{kind}: {report["failure"]}");
        return await who.GetByteArrayAsync((string)report["content"]!, Ct);
    }

    private static async Task<string> HtmlAsync(HttpClient who, string address, string language)
    {
        using var asked = new HttpRequestMessage(HttpMethod.Get, address);
        asked.Headers.Add("Accept-Language", language);
        using var answer = await who.SendAsync(asked, Ct);
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {answer.StatusCode}");
        // Encoded: none of it is markup.
        Assert.DoesNotContain("<b onclick", html, StringComparison.Ordinal);
        return html;
    }

    private static async Task<string> PageAsync(HttpClient who, string address, string language) =>
        await TextAsync(await HtmlAsync(who, address, language));

    private static async Task<string> TextAsync(string html) =>
        (await new HtmlParser().ParseDocumentAsync(html, Ct)).Body!.TextContent.ReplaceLineEndings("\n");

    private static string Strings(JsonNode? node) =>
        node switch
        {
            JsonObject members => string.Join('\n', members.Select(m => Strings(m.Value))),
            JsonArray items => string.Join('\n', items.Select(Strings)),
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => "",
        };

    private static string Unspaced(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && !char.IsControl(c)));

    private static int Count(string text, string sentence) => text.Split(sentence).Length - 1;

    private void Same(string where, string text, IEnumerable<string> sentences) =>
        _changed.AddRange(sentences.Where(s => !text.Contains(s, StringComparison.Ordinal)).Select(s => $"{where}: “{s}”"));

    private void AtLeast(int times, string where, string text, string sentence)
    {
        if (Count(text, sentence) is var found && found < times)
        {
            _changed.Add($"{where}: “{sentence}” {found} times, expected {times}");
        }
    }

    private void Equal(string where, string expected, string? actual)
    {
        if (expected != actual)
        {
            _changed.Add($"{where}: “{expected}” is “{actual}”");
        }
    }

    /// <summary>Policy engines, each of which denies everything and says why in five of the sentences.</summary>
    private sealed class Engines : IAsyncDisposable
    {
        private readonly List<LocalHost> _hosts = [];

        /// <summary>A rule for each, which itself says the same of why it is there.</summary>
        public async Task<string> RulesAsync()
        {
            var rules = new StringBuilder();
            foreach (var said in s_sentences.Chunk(PerRule))
            {
                var violations = said.Select(
                        (message, i) =>
                            new
                            {
                                id = $"v{i}",
                                severity = "high",
                                message,
                            }
                    )
                    .ToList();
                var host = await LocalHost.StartAsync(_ => Results.Json(new { result = new { allow = false, violations } }));
                _hosts.Add(host);
                var rationale = JsonSerializer.Serialize(string.Join('\n', said));
                rules.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"    - {{id: OPA-{_hosts.Count:00}, type: opa, severity: high, rationale: {rationale}, "
                        + $"params: {{url: \"{host.Url.ToString().TrimEnd('/')}\", path: governance/gate}}}}"
                );
            }

            return rules.ToString();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var host in _hosts)
            {
                await host.DisposeAsync();
            }
        }
    }
}
