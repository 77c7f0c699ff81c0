using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Governance.Transparency;

namespace Governance.Portal.Tests.Risks;

/// <summary>The register over HTTP: who may do what, what is refused, and what comes back.</summary>
public sealed class RisksApiTests
{
    private const string Path = "/api/v1/risks";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Risk_OverTheApi_IsRaisedChangedAndKeptWithItsDifferences(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        await scene.AsAsync(Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");

        await RefusedAsync(
            client,
            HttpMethod.Post,
            Path,
            new
            {
                title = "x",
                category = "mood",
                inherent = new { likelihood = 1, impact = 1 },
            },
            HttpStatusCode.UnprocessableEntity,
            "risk.category-unknown"
        );
        await RefusedAsync(
            client,
            HttpMethod.Post,
            Path,
            new
            {
                title = "x",
                category = "drift",
                inherent = new { likelihood = 6, impact = 1 },
            },
            HttpStatusCode.UnprocessableEntity,
            "risk.rating-not-valid"
        );
        await RefusedAsync(
            client,
            HttpMethod.Post,
            Path,
            new
            {
                title = "x",
                category = "drift",
                inherent = new { likelihood = 1, impact = 1 },
                threats = new[] { "LLM01" },
            },
            HttpStatusCode.UnprocessableEntity,
            "risk.threat-unknown"
        );
        await RefusedAsync(
            client,
            HttpMethod.Post,
            Path,
            new
            {
                title = "x",
                category = "drift",
                inherent = new { likelihood = 1, impact = 1 },
                model = "none",
            },
            HttpStatusCode.NotFound,
            "model.not-found"
        );
        await RefusedAsync(
            client,
            HttpMethod.Post,
            Path,
            new
            {
                title = "x",
                category = "drift",
                inherent = new { likelihood = 1, impact = 1 },
                owner = "nobody@test.example",
            },
            HttpStatusCode.UnprocessableEntity,
            "risk.person-unknown"
        );
        await RefusedAsync(
            client,
            HttpMethod.Post,
            Path,
            new
            {
                title = "x",
                category = "drift",
                inherent = new { likelihood = 1, impact = 1 },
                system = "none",
            },
            HttpStatusCode.UnprocessableEntity,
            "risk.system-not-valid"
        );
        await RefusedAsync(
            client,
            HttpMethod.Post,
            Path,
            new { title = "x", mood = "bad" },
            HttpStatusCode.UnprocessableEntity,
            "request.unknown-member"
        );

        using var raised = await client.PostAsJsonAsync(
            Path,
            new
            {
                title = "Prompt injection through indexed pages",
                category = "prompt_injection",
                model = WatchedModel.Name,
                system = "SYS-0001",
                inherent = new { likelihood = 4, impact = 5 },
                residual = new { likelihood = 3, impact = 5 },
                threats = new[] { "LLM01:2025", "AML.T0051" },
            },
            Ct
        );
        var risk = await WatchedModel.BodyAsync(raised);
        Assert.True(raised.StatusCode == HttpStatusCode.Created, risk.ToJsonString());
        var one = raised.Headers.Location!.ToString();
        Assert.Equal(
            ("RSK-0001", 15, "high", "riskofficer@test.example"),
            ((string?)risk["id"], (int)risk["residual"]!["score"]!, (string?)risk["residual"]!["band"], (string?)risk["owner"])
        );

        using var change = new HttpRequestMessage(HttpMethod.Patch, one)
        {
            Content = JsonContent.Create(
                new
                {
                    residual = new { likelihood = 2, impact = 5 },
                    treatment = "reduce",
                    reason = "Content is labelled now",
                }
            ),
            Headers = { { "If-Match", "\"1\"" } },
        };
        using var changed = await client.SendAsync(change, Ct);
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (changed.StatusCode, changed.Headers.ETag?.ToString()));
        using var stale = new HttpRequestMessage(HttpMethod.Patch, one)
        {
            Content = JsonContent.Create(new { title = "Other" }),
            Headers = { { "If-Match", "\"1\"" } },
        };
        using var refused = await client.SendAsync(stale, Ct);
        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);

        var history = await client.GetFromJsonAsync<JsonObject>(one + "/history", Ct);
        var last = history!["items"]![0]!;
        Assert.Equal(("risk.changed", "Content is labelled now"), ((string?)last["action"], (string?)last["reason"]));
        Assert.Contains("residual.score 15 10", last["differences"]!.AsArray().Select(d => $"{d!["member"]} {d["before"]} {d["after"]}"));
        var listed = await client.GetFromJsonAsync<JsonObject>(Path + "?band=high&likelihood=2&impact=5&q=injection", Ct);
        Assert.Single(listed!["items"]!.AsArray());
        Assert.Empty((await client.GetFromJsonAsync<JsonObject>(Path + "?state=closed", Ct))!["items"]!.AsArray());
        await RefusedAsync(client, HttpMethod.Get, Path + "?band=huge", null, HttpStatusCode.UnprocessableEntity, "risk.band-unknown");
        var coverage = await client.GetFromJsonAsync<JsonObject>(Path + "/coverage?framework=owasp-llm-2026", Ct);
        Assert.Equal(
            "untreated",
            (string?)coverage!["rows"]!.AsArray().Single(r => (string?)r!["item"]!["id"] == "LLM01:2026")!["cells"]![0]!["state"]
        );
        Assert.Equal(
            "gap",
            (string?)coverage["rows"]!.AsArray().Single(r => (string?)r!["item"]!["id"] == "LLM06:2026")!["cells"]![0]!["state"]
        );
    }

    [Fact]
    public async Task Register_ByRole_IsReadByAllAndWrittenByThoseWhoMay()
    {
        await using var scene = await RiskScene.StartAsync();
        var body = new
        {
            title = "x",
            category = "legal",
            inherent = new { likelihood = 1, impact = 1 },
        };
        foreach (
            var (role, may) in new[]
            {
                (Roles.SecurityReviewer, true),
                (Roles.ComplianceOfficer, true),
                (Roles.Engineer, false),
                (Roles.LegalReviewer, false),
                (Roles.Auditor, false),
                (Roles.Sponsor, false),
                (Roles.Administrator, false),
            }
        )
        {
            await scene.AsAsync(role);
            using var client = await scene.Portal.SignInAsync($"{role.ToLowerInvariant()}@test.example");
            using var read = await client.GetAsync(Path, Ct);
            using var written = await client.PostAsJsonAsync(Path, body, Ct);
            Assert.Equal(
                (role, HttpStatusCode.OK, may ? HttpStatusCode.Created : HttpStatusCode.Forbidden),
                (role, read.StatusCode, written.StatusCode)
            );
        }

        using var key = await scene.Portal.CreateKeyClientAsync((await scene.AsAsync(Roles.Engineer)).User, Scopes.RegistersRead);
        using var keyed = await key.PostAsJsonAsync(Path, body, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, keyed.StatusCode);
    }

    [Fact]
    public async Task Acceptance_TakesAFreshProof_NeverAKey_AndIsSealed()
    {
        await using var scene = await RiskScene.StartAsync();
        var risk = await scene.RaiseAsync(new(2, 3));
        await scene.AsAsync(Roles.RiskOfficer);
        var until = TimeProvider.System.GetUtcNow().AddDays(30);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");
        using var key = await scene.Portal.CreateKeyClientAsync((await scene.AsAsync(Roles.RiskOfficer)).User, Scopes.RegistersWrite);

        await RefusedAsync(
            client,
            HttpMethod.Post,
            $"{Path}/{risk}/accept",
            new { reason = "Known", expiresAt = until },
            HttpStatusCode.Unauthorized,
            "signoff.proof-not-valid"
        );
        await RefusedAsync(
            key,
            HttpMethod.Post,
            $"{Path}/{risk}/accept",
            new { reason = "Known", expiresAt = until },
            HttpStatusCode.Forbidden,
            null
        );
        using var sign = new HttpRequestMessage(HttpMethod.Post, $"{Path}/{risk}/accept")
        {
            Content = JsonContent.Create(new { reason = "Known", expiresAt = until }),
            Headers = { { "X-Reauthentication", await PortalFactory.ReauthenticateAsync(client) } },
        };
        using var signed = await client.SendAsync(sign, Ct);
        var body = await WatchedModel.BodyAsync(signed);
        Assert.True(signed.IsSuccessStatusCode, body.ToJsonString());

        var acceptance = body["acceptances"]![0]!;
        Assert.Equal(
            ("in-force", true, 64),
            ((string?)acceptance["state"], (bool)body["treated"]!, ((string)acceptance["signatures"]![0]!["statementSha256"]!).Length)
        );
        using var revoke = await client.PostAsJsonAsync($"{Path}/{risk}/accept/revoke", new { reason = "Changed" }, Ct);
        Assert.False((bool)(await WatchedModel.BodyAsync(revoke))["treated"]!);
        Assert.Equal(
            ["risk.raised", "risk.accepted", "risk.accepted", "risk.accepted", "risk.acceptance-revoked"],
            await scene.Watched.ActionsAsync(risk.ToString())
        );
    }

    [Fact]
    public async Task Csv_Exported_ComesBackAsItWas_AndABadLineRefusesAllOfIt()
    {
        await using var scene = await RiskScene.StartAsync();
        var first = await scene.RaiseAsync(new(2, 3), "=SUM(1), \"quoted\"");
        await scene.AsAsync(Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");
        var csv = await client.GetStringAsync(Path + "/export", Ct);
        Assert.Contains("\"'=SUM(1), \"\"quoted\"\"\"", csv, StringComparison.Ordinal);

        Assert.Equal((0, 0, 1), await ImportAsync(csv));
        var edited =
            csv.Replace(",2,3,reduce", ",1,3,reduce", StringComparison.Ordinal)
            + ",,New from a file,legal,,\"two\r\nlines\",,,SYS-0002,owner@test.example,,3,3,,,,,,,,,,\r\n";
        Assert.Equal((1, 1, 0), await ImportAsync(edited));
        Assert.Equal((3, "=SUM(1), \"quoted\""), ((await scene.ReadAsync(first)).Residual!.Score, (await scene.ReadAsync(first)).Title));

        // The file is older than the register now, and one line is wrong: nothing of it is taken.
        using var again = await client.PostAsync(Path + "/import", Csv(edited + "x,y\r\n"), Ct);
        var problem = await WatchedModel.BodyAsync(again);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "risk.import-refused"), (again.StatusCode, (string?)problem["code"]));
        Assert.Equal(["line 2", "line 5"], problem["errors"]!.AsObject().Select(e => e.Key));
        using var columns = await client.PostAsync(Path + "/import", Csv("title,mood\r\nx,y\r\n"), Ct);
        Assert.Equal("risk.import-columns", (string?)(await WatchedModel.BodyAsync(columns))["code"]);
        const string Head = "title,category,inherentLikelihood,inherentImpact,owner,system,reviewAt\r\n";
        using var dated = await client.PostAsync(
            Path + "/import",
            Csv(Head + "A,legal,3,3,owner@test.example,SYS-0002,03/04/2027\r\nB,legal,3,3,owner@test.example,SYS-0002,Q3 2027\r\n"),
            Ct
        );
        Assert.Equal(
            ["line 2: reviewAt: \"03/04/2027\"", "line 3: reviewAt: \"Q3 2027\""],
            (await WatchedModel.BodyAsync(dated))["errors"]!
                .AsObject()
                .Select(e => $"{e.Key}: {((string)e.Value![0]!).Split(" is no date that can be read in one way.")[0]}")
        );
        var soon = DateTime.UtcNow.AddDays(60).ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);
        Assert.Equal((1, 0, 0), await ImportAsync($"{Head}A,legal,3,3,owner@test.example,SYS-0002,{soon}\r\n"));
        using var open = await client.PostAsync(Path + "/import", Csv("title,\"cat"), Ct);
        Assert.Equal("risk.import-not-readable", (string?)(await WatchedModel.BodyAsync(open))["code"]);
        Assert.Equal(3, (int)(await client.GetFromJsonAsync<JsonObject>(Path + "/summary", Ct))!["open"]!);

        async Task<(int, int, int)> ImportAsync(string text)
        {
            using var answer = await client.PostAsync(Path + "/import", Csv(text), Ct);
            var body = await WatchedModel.BodyAsync(answer);
            Assert.True(answer.IsSuccessStatusCode, body.ToJsonString());
            return ((int)body["raised"]!, (int)body["changed"]!, (int)body["same"]!);
        }
    }

    [Theory]
    [InlineData("en", "Assessed likelihood", "Next review", "Risks", "About")]
    [InlineData("de", "Bewertete Eintrittswahrscheinlichkeit", "Nächste Überprüfung", "Risiken", "Info")]
    public async Task Workbook_Exported_IsValid_InWordsOfItsReader_AndComesBackWithWhatWasEdited(
        string language,
        string likelihood,
        string reviewAt,
        string table,
        string about
    )
    {
        await using var scene = await RiskScene.StartAsync();
        var first = await scene.RaiseAsync(new(2, 3), "=HYPERLINK(\"x\")");
        await scene.AsAsync(Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");
        using var exported = await client.GetAsync($"{Path}/export?format=xlsx&state=open&language={language}", Ct);
        Assert.Equal(Xlsx, exported.Content.Headers.ContentType?.MediaType);
        using var file = new MemoryStream();
        await exported.Content.CopyToAsync(file, Ct);
        Assert.Equal("1 same", await ImportAsync(file.ToArray()));
        var csv = await client.GetByteArrayAsync($"{Path}/export?state=open", Ct);

        var day = new DateTimeOffset(DateTime.UtcNow.Date.AddDays(60), TimeSpan.Zero);
        using (var document = SpreadsheetDocument.Open(file, isEditable: true))
        {
            Assert.Empty(new OpenXmlValidator(FileFormatVersions.Microsoft365).Validate(document, Ct).Select(e => e.Description));
            var book = document.WorkbookPart!;
            Assert.Equal([table, about], book.Workbook!.Descendants<Sheet>().Select(s => s.Name!.Value));
            var words = Sheet(book, 1).Descendants<Cell>().Select(c => c.InnerText).ToList();
            Assert.Contains(Sha256Hex.Of(csv), words);
            Assert.Contains(words, w => w.Contains(language == "de" ? "Offen" : "Open", StringComparison.Ordinal));
            var sheet = Sheet(book, 0);
            // A spreadsheet program writes numbers for days and leaves empty cells out.
            var cells = sheet.Descendants<Row>().ElementAt(1).Elements<Cell>().ToList();
            var head = sheet.Descendants<Row>().First().Elements<Cell>().Select(c => c.InnerText).ToList();
            Assert.DoesNotContain("inherentLikelihood", head);
            // No text of a person is a formula, and no formula is one of theirs.
            Assert.All(
                cells.Where(c => c.CellFormula is not null),
                c => Assert.DoesNotContain("HYPERLINK", c.CellFormula!.Text, StringComparison.Ordinal)
            );
            cells[head.IndexOf(likelihood)].CellValue = new CellValue("1");
            var review = cells[head.IndexOf(reviewAt)];
            review.RemoveAllChildren();
            (review.DataType, review.CellValue) = (
                CellValues.Number,
                new CellValue(day.UtcDateTime.ToOADate().ToString(CultureInfo.InvariantCulture))
            );
            cells[^1].Remove();
        }

        Assert.Equal("1 changed", await ImportAsync(file.ToArray()));
        var risk = await scene.ReadAsync(first);
        Assert.Equal((3, "=HYPERLINK(\"x\")", day), (risk.Residual!.Score, risk.Title, risk.ReviewAt));
        Assert.Equal("risk.import-not-readable", await ImportAsync(file.ToArray()[..1000]));
        using var other = await client.GetAsync(Path + "/export?format=ods", Ct);
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "risk.format"),
            (other.StatusCode, (string?)(await WatchedModel.BodyAsync(other))["code"])
        );
        using var klingon = await client.GetAsync(Path + "/export?format=xlsx&language=tlh", Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, klingon.StatusCode);

        async Task<string> ImportAsync(byte[] workbook)
        {
            using var content = new ByteArrayContent(workbook) { Headers = { ContentType = new MediaTypeHeaderValue(Xlsx) } };
            using var answer = await client.PostAsync(Path + "/import", content, Ct);
            var body = await WatchedModel.BodyAsync(answer);
            return answer.IsSuccessStatusCode
                ? string.Join(", ", body.Where(p => (int)p.Value! > 0).Select(p => $"{p.Value} {p.Key}"))
                : (string)body["code"]!;
        }

        static Worksheet Sheet(WorkbookPart book, int number) =>
            ((WorksheetPart)book.GetPartById(book.Workbook!.Descendants<Sheet>().ElementAt(number).Id!.Value!)).Worksheet!;
    }

    [Fact]
    public async Task Bulk_ChangesWhatItCan_AndNamesWhatItCannot()
    {
        await using var scene = await RiskScene.StartAsync();
        var (one, two) = (await scene.RaiseAsync(new(2, 3), "One", null), await scene.RaiseAsync(null, "Two", null));
        var officer = await scene.AsAsync(Roles.RiskOfficer);
        Assert.Null((await scene.Get<CloseRisk>().RunAsync(officer, two, "Retired", null, Ct)).Refusal);

        var outcome = await scene
            .Get<BulkRisks>()
            .RunAsync(officer, new([one, two, new RiskId(99)], null, "monitor", Review: true, "Quarterly review"), Ct);

        Assert.Equal([one], outcome.Value.Done);
        Assert.Equal([(two, "risk.closed"), (new RiskId(99), "risk.not-found")], outcome.Value.Refused.Select(r => (r.Id, r.Code)));
        Assert.Equal(RiskTreatment.Monitor, (await scene.ReadAsync(one)).Treatment);
        var history = await scene.Get<RiskHistory>().RunAsync(one, null, 50, Ct);
        Assert.Equal(["risk.reviewed", "risk.changed", "risk.raised"], history.Items.Select(r => r.Action));
        Assert.Equal(
            "risk.nothing-chosen",
            (await scene.Get<BulkRisks>().RunAsync(officer, new([], null, "monitor", false, null), Ct)).Refusal?.Code
        );
    }

    [Fact]
    public async Task Bulk_Undone_ChangesBackWhatNobodyTouchedSince_ByAChangeOfItsOwn()
    {
        await using var scene = await RiskScene.StartAsync();
        var (one, two) = (await scene.RaiseAsync(new(2, 3), "One", null), await scene.RaiseAsync(new(2, 2), "Two"));
        var officer = await scene.AsAsync(Roles.RiskOfficer);
        var was = WordsOf(await scene.ReadAsync(one));
        var before = new Dictionary<RiskId, BulkRisks.Before>();
        var bulk = scene.Get<BulkRisks>();
        Assert.Null(
            (await bulk.RunAsync(officer, new([one, two], "riskofficer@test.example", "monitor", false, null), Ct, before)).Refusal
        );
        Assert.Null((await scene.Get<ReviewRisk>().RunAsync(officer, two, "Looked at", null, Ct)).Refusal);

        var stayed = await bulk.UndoAsync(officer, before.Values, Ct);

        Assert.Equal([two], stayed);
        Assert.Equal(was, WordsOf(await scene.ReadAsync(one)));
        Assert.Equal(RiskTreatment.Monitor, (await scene.ReadAsync(two)).Treatment);
        Assert.Equal(
            ["risk.changed", "risk.changed", "risk.raised"],
            (await scene.Get<RiskHistory>().RunAsync(one, null, 50, Ct)).Items.Select(r => r.Action)
        );

        static (RiskTreatment?, string) WordsOf(RiskView risk) => (risk.Treatment, risk.OwnerName);
    }

    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static StringContent Csv(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));

    private static async Task RefusedAsync(
        HttpClient client,
        HttpMethod method,
        string path,
        object? body,
        HttpStatusCode status,
        string? code
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request, Ct);
        var problem = await WatchedModel.BodyAsync(answer);
        Assert.True(
            answer.StatusCode == status && (code is null || (string?)problem["code"] == code),
            $"{path}: {(int)answer.StatusCode} {problem.ToJsonString()}"
        );
    }
}
