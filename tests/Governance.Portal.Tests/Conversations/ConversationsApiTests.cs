using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Conversations;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Notifications;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Conversations;

/// <summary>Comments with people and files in them, over HTTP.</summary>
public sealed class ConversationsApiTests
{
    private static readonly byte[] s_notes = "# Notes\nThe recall of March.\n"u8.ToArray();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Post_MentionAndFile_AreStoredByIdAndDigest_ToldAndGivenOut(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");

        using var answer = await PostAsync(
            engineer,
            $"promotions/{id}",
            "Which set, @SECURITY@test.example?",
            ("C:\\work\\notes.md", s_notes)
        );
        var promotion = await JsonAsync(answer, HttpStatusCode.Created);
        var comment = promotion["comment"]!;

        Assert.Equal("open", (string?)promotion["state"]);
        Assert.Equal($"Which set, @[{scene.Security.User}]?", (string?)comment["text"]);
        Assert.Equal(scene.Security.User.ToString(), (string?)comment["mentions"]![0]!["user"]);
        var file = comment["attachments"]![0]!;
        Assert.Equal(
            ("notes.md", "text/markdown", Sha256Hex.Of(s_notes)),
            ((string?)file["fileName"], (string?)file["mediaType"], (string?)file["sha256"])
        );
        var listed = await engineer.GetFromJsonAsync<JsonObject>($"/api/v1/promotions/{id}/comments", Ct);
        Assert.Equal(comment.ToJsonString(), listed!["items"]![0]!.ToJsonString());
        Assert.False((await engineer.GetFromJsonAsync<JsonObject>($"/api/v1/promotions/{id}", Ct))!.ContainsKey("comment"));

        using var download = await engineer.GetAsync(new Uri((string)file["content"]!, UriKind.Relative), Ct);
        Assert.Equal(s_notes, await download.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", Assert.Single(download.Headers.GetValues("X-Content-Type-Options")));

        var entry = Assert.Single(await scene.LogAsync("promotion.commented"));
        Assert.Equal([Sha256Hex.Of(s_notes)], entry["data"]!["attachments"]!.AsArray().Select(a => (string?)a));
        Assert.Equal([scene.Security.User.ToString()], entry["data"]!["mentions"]!.AsArray().Select(a => (string?)a));
        Assert.DoesNotContain("notes", entry.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(await FindingsAsync(scene));

        await NotificationsApiTests.ToldAsync(scene);
        using var security = await scene.Portal.SignInAsync("security@test.example");
        var told = Assert.Single(await NotificationsApiTests.ItemsAsync(security, "?kind=mentioned"));
        Assert.Equal($"/approvals/{id}?tab=conversation#comment-{comment["id"]}", (string?)told["link"]);
        Assert.Equal("You were mentioned in the conversation on Fraud scorer 1.4.0 for production", (string?)told["title"]);
        using var legal = await scene.Portal.SignInAsync("legal@test.example");
        Assert.Empty(await NotificationsApiTests.ItemsAsync(legal, "?kind=mentioned"));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Post_MentionOfSomebodyWhoMayNotReadIt_IsRefusedByNameAndKeepsNothing(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        var outsider = await scene.Portal.CreateUserAsync("outsider@test.example");
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            (await db.Users.SingleAsync(u => u.Id == scene.Legal.User!.Value.Number, Ct)).DisabledAt = scene.Clock.GetUtcNow();
            db.Note();
            await db.SaveChangesAsync(Ct);
        }

        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        var before = FilesOf(scene);

        using var unable = await PostAsync(engineer, $"promotions/{id}", $"@[{outsider}] look", ("notes.md", s_notes));
        Assert.Contains(
            $"does not have access to {id}",
            await RefusedAsync(unable, HttpStatusCode.UnprocessableEntity, "comment.mention-cannot-read"),
            StringComparison.Ordinal
        );
        using var disabled = await PostAsync(engineer, $"promotions/{id}", "@legal@test.example look");
        await RefusedAsync(disabled, HttpStatusCode.UnprocessableEntity, "comment.mention-disabled");
        using var unknown = await PostAsync(engineer, $"promotions/{id}", "@[USR-0999] look");
        await RefusedAsync(unknown, HttpStatusCode.UnprocessableEntity, "comment.mention-unknown");

        Assert.Equal(before, FilesOf(scene));
        Assert.Empty(await scene.LogAsync("promotion.commented"));
    }

    [Fact]
    public async Task Post_FileThatIsTooLargeOrNotTaken_IsRefusedAndKeepsNothing()
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal =>
        {
            portal.Settings["Limits:CommentFileBytes"] = "2048";
            portal.Settings["Limits:CommentFiles"] = "2";
        });
        var id = await scene.RequestAsync();
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        var before = FilesOf(scene);

        using var large = await PostAsync(
            engineer,
            $"promotions/{id}",
            "See",
            ("a.txt", s_notes),
            ("b.txt", Encoding.UTF8.GetBytes(new string('x', 2_049)))
        );
        Assert.Contains(
            "Limits__CommentFileBytes",
            await RefusedAsync(large, HttpStatusCode.RequestEntityTooLarge, "limit.exceeded"),
            StringComparison.Ordinal
        );
        using var page = await PostAsync(engineer, $"promotions/{id}", "See", ("page.html", "<html>"u8.ToArray()));
        await RefusedAsync(page, HttpStatusCode.UnsupportedMediaType, "comment.file-kind");
        using var other = await PostAsync(engineer, $"promotions/{id}", "See", ("report.pdf", s_notes));
        await RefusedAsync(other, HttpStatusCode.UnsupportedMediaType, "comment.file-content");
        using var many = await PostAsync(engineer, $"promotions/{id}", "See", ("a.txt", s_notes), ("b.txt", s_notes), ("c.txt", s_notes));
        await RefusedAsync(many, HttpStatusCode.UnprocessableEntity, "comment.too-many-files");
        using var silent = await PostAsync(engineer, $"promotions/{id}", " ", ("a.txt", s_notes));
        await RefusedAsync(silent, HttpStatusCode.UnprocessableEntity, "promotion.comment-empty");
        using var strange = await engineer.PostAsync(
            new Uri($"/api/v1/promotions/{id}/comments", UriKind.Relative),
            new StringContent("text=hello"),
            Ct
        );
        await RefusedAsync(strange, HttpStatusCode.UnsupportedMediaType, "request.media-type");

        Assert.Equal(before, FilesOf(scene));
        Assert.Empty(await scene.LogAsync("promotion.commented"));
    }

    [Fact]
    public async Task Download_ThroughAnotherRecord_FindsNothing_AndAlteredBytesAreNotGivenOut()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        await scene.RegisterVersionAsync("1.5.0");
        var other = await scene.RequestAsync("1.5.0");
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        using var answer = await PostAsync(engineer, $"promotions/{id}", "See", ("notes.md", s_notes));
        var path = (string)(await JsonAsync(answer, HttpStatusCode.Created))["comment"]!["attachments"]![0]!["content"]!;

        using var elsewhere = await engineer.GetAsync(
            new Uri(path.Replace(id.ToString(), other.ToString(), StringComparison.Ordinal), UriKind.Relative),
            Ct
        );
        await RefusedAsync(elsewhere, HttpStatusCode.NotFound, "comment.not-found");
        using var disguised = await engineer.GetAsync(
            new Uri(path.Replace("/promotions/", "/risks/", StringComparison.Ordinal), UriKind.Relative),
            Ct
        );
        await RefusedAsync(disguised, HttpStatusCode.NotFound, "comment.not-found");
        using var nobody = scene.Portal.CreateClient();
        using var outside = await nobody.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, outside.StatusCode);

        var sha256 = Sha256Hex.Of(s_notes);
        await File.WriteAllBytesAsync(scene.Portal.ContentFile(sha256), [.. s_notes.Reverse()], Ct);
        using var altered = await engineer.GetAsync(new Uri(path, UriKind.Relative), Ct);
        await RefusedAsync(altered, HttpStatusCode.ServiceUnavailable, "content.altered");
        Assert.Single(await scene.LogAsync("artifact.altered", id.ToString()));

        File.Delete(scene.Portal.ContentFile(sha256));
        Assert.Contains(await FindingsAsync(scene), finding => finding.Contains(sha256, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Roles.Auditor)]
    [InlineData(Roles.Sponsor)]
    public async Task Post_ByWhoOnlyReads_IsRefusedAndOnRecord(string role)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        await scene.PersonAsync("reader@test.example", role);
        using var reader = await scene.Portal.SignInAsync("reader@test.example");

        using var answer = await PostAsync(reader, $"promotions/{id}", "Hello", ("notes.md", s_notes));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var entry = Assert.Single(await scene.LogAsync("promotion.commented"));
        Assert.Equal("refused", (string?)entry["outcome"]);
        using var list = await reader.GetAsync(new Uri($"/api/v1/promotions/{id}/comments", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Post_OnARiskAndAnIncident_HasItsOwnEntryLinkAndPages(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        using var officer = await scene.Portal.SignInAsync("risk@test.example");
        var risk = await MadeAsync(
            officer,
            "risks",
            """{"title":"Stale feed","category":"drift","model":"fraud-scorer","inherent":{"likelihood":4,"impact":4}}"""
        );
        var incident = await MadeAsync(
            officer,
            "incidents",
            """{"title":"Stale feed used","severity":"severe","category":"data-quality","versions":"""
                + """[{"model":"fraud-scorer","version":"1.4.0"}],"providerAwareAt":"2026-11-20T08:05:00Z"}"""
        );

        foreach (var (record, page) in new[] { ($"risks/{risk}", $"/risks/{risk}"), ($"incidents/{incident}", $"/incidents/{incident}") })
        {
            using var first = await officer.PostAsJsonAsync(
                $"/api/v1/{record}/comments",
                new JsonObject { ["text"] = "Who looks at this, @owner@test.example?" },
                Ct
            );
            var comment = await JsonAsync(first, HttpStatusCode.Created);
            using var second = await officer.PostAsJsonAsync(
                $"/api/v1/{record}/comments",
                new JsonObject { ["text"] = "Correction: today." },
                Ct
            );
            Assert.Equal(HttpStatusCode.Created, second.StatusCode);
            var start = (await officer.GetFromJsonAsync<JsonObject>($"/api/v1/{record}/comments?limit=1", Ct))!;
            Assert.Equal((long)comment["id"]!, (long)start["items"]![0]!["id"]!);
            var rest = (await officer.GetFromJsonAsync<JsonObject>($"/api/v1/{record}/comments?cursor={start["nextCursor"]}", Ct))!;
            Assert.Equal("Correction: today.", (string?)Assert.Single(rest["items"]!.AsArray())!["text"]);
            Assert.Null((string?)rest["nextCursor"]);

            await NotificationsApiTests.ToldAsync(scene);
            using var owner = await scene.Portal.SignInAsync("owner@test.example");
            Assert.Contains(
                await NotificationsApiTests.ItemsAsync(owner, "?kind=mentioned"),
                n => (string?)n["link"] == $"{page}#comment-{comment["id"]}"
            );
        }

        Assert.Equal(2, (await scene.LogAsync("risk.commented", risk)).Count);
        Assert.Equal(2, (await scene.LogAsync("incident.commented", incident)).Count);
        Assert.Empty(await FindingsAsync(scene));
        using var missing = await officer.PostAsJsonAsync("/api/v1/risks/RSK-0999/comments", new JsonObject { ["text"] = "x" }, Ct);
        await RefusedAsync(missing, HttpStatusCode.NotFound, "risk.not-found");
    }

    [Fact]
    public async Task Person_WhoIsRenamed_IsShownByTheNameOfTheDay_AndWithoutAnyByTheId()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        using var answer = await PostAsync(engineer, $"promotions/{id}", "Which set, @security@test.example?");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);

        foreach (var (name, shown) in new[] { ("Sofia New", "Sofia New"), ("", scene.Security.User.ToString()) })
        {
            await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
            {
                (await db.Users.SingleAsync(u => u.Id == scene.Security.User!.Value.Number, Ct)).PrintedName = name;
                db.Note();
                await db.SaveChangesAsync(Ct);
            }

            var listed = await engineer.GetFromJsonAsync<JsonObject>($"/api/v1/promotions/{id}/comments", Ct);
            Assert.Equal(shown, (string?)listed!["items"]![0]!["mentions"]![0]!["name"]);
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(
        HttpClient client,
        string record,
        string text,
        params (string Name, byte[] Bytes)[] files
    )
    {
        using var form = new MultipartFormDataContent { { new StringContent(text), "text" } };
        foreach (var (name, bytes) in files)
        {
            form.Add(
                new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
                "file",
                name
            );
        }

        return await client.PostAsync(new Uri($"/api/v1/{record}/comments", UriKind.Relative), form, Ct);
    }

    private static async Task<string> MadeAsync(HttpClient client, string collection, string body)
    {
        using var answer = await client.PostAsync(
            new Uri($"/api/v1/{collection}", UriKind.Relative),
            new StringContent(body, Encoding.UTF8, "application/json"),
            Ct
        );
        return (string)(await JsonAsync(answer, HttpStatusCode.Created))["id"]!;
    }

    private static async Task<JsonObject> JsonAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    private static async Task<string> RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var problem = await JsonAsync(answer, status);
        Assert.EndsWith(code, (string?)problem["type"], StringComparison.Ordinal);
        return problem.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static IReadOnlyList<string> FilesOf(ApprovalsScene scene) =>
        [.. Directory.EnumerateFiles(scene.Get<ContentStore>().Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static async Task<IReadOnlyList<string>> FindingsAsync(ApprovalsScene scene)
    {
        var findings = new List<string>();
        await foreach (var finding in new ConversationsCheck(scene.Portal.Databases, scene.Get<ContentStore>()).FindAsync(Ct))
        {
            findings.Add(finding);
        }

        return findings;
    }
}
