using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.RoleScopes.ScopedWorld;

namespace Governance.Portal.Tests.Api;

/// <summary>
/// Every write that was done, asked for again as if its server had ended between the commit and the answer: what is left of it is what its
/// own transaction left. It gets the answer that the first request got, byte by byte, and nothing is done twice. In every run an
/// eighth of the writes is asked for, on SQLite; in full all of them on both databases.
/// </summary>
public sealed partial class RepeatedAnswersTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(2);

    // Their answers are not known a second time: a secret is shown once, in a body or as a cookie.
    private static readonly Dictionary<string, string> s_unknown = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/keys"] = "idempotency.secret",
        ["POST /api/v1/users"] = "idempotency.secret",
        ["POST /api/v1/users/{id}/password-link"] = "idempotency.secret",
        ["POST /api/v1/integrations"] = "idempotency.secret",
        ["PUT /api/v1/session/role"] = "idempotency.answer-lost",
    };

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Repeat_OfEveryWriteWhoseAnswerWasLost_GetsTheFirstAnswer(DatabaseKind kind)
    {
        await using var world = await CreateAsync(kind);
        await WatchAsync(world.Portal, kind);
        var callers = await OpenApiContractTests.CallersAsync(world);
        List<string> findings = [];
        List<string> repeated = [];
        var writes = OpenApiContractTests.Operations(await OpenApiContractTests.DocumentAsync(world.Portal)).Where(o => o.Method != "GET");
        foreach (var operation in Soak.Sample(writes, every: 8))
        {
            var key = Guid.NewGuid().ToString();
            foreach (var caller in callers)
            {
                var proof =
                    OpenApiContractTests.NeedsProof(operation) && caller.DefaultRequestHeaders.Authorization is null
                        ? await PortalFactory.ReauthenticateAsync(caller)
                        : null;
                Task<Answer> AskAsync() => SendAsync(caller, operation.Method, operation.PathIn(world), operation.Body, key, proof);
                var first = await AskAsync();
                if (first.Status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
                {
                    continue;
                }

                if (!first.IsDone || !await LoseAsync(world.Portal))
                {
                    break; // refused, or it changed nothing
                }

                var entries = await EntriesAsync(world.Portal);
                var again = await AskAsync();
                repeated.Add(operation.Name);
                var expected = first with { IsReplayed = true };
                if (s_unknown.TryGetValue(operation.Name, out var code) ? again.Code != code : again != expected)
                {
                    findings.Add($"{operation.Name}: first {first}, again {again}");
                }

                if (await EntriesAsync(world.Portal) != entries)
                {
                    findings.Add($"{operation.Name} wrote something when it was repeated");
                }

                break;
            }
        }

        Assert.True(findings.Count == 0, $"{findings.Count}:{Environment.NewLine}{string.Join(Environment.NewLine, findings)}");
        Assert.True(repeated.Count > Soak.Size(3, 25), $"Only {repeated.Count} writes were done: {string.Join(", ", repeated)}");
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Repeat_OfASignatureWhoseAnswerWasLost_GetsTheFirstAnswer_WithTheProofThatWasUsed(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        await WatchAsync(scene.Portal, kind);
        using var legal = await scene.Portal.SignInAsync("legal@test.example");
        var proof = await PortalFactory.ReauthenticateAsync(legal);
        var shown = await scene.ReadAsync(id);
        var body = new JsonObject
        {
            ["role"] = "legal",
            ["decision"] = "approve",
            ["comment"] = "Checked",
            ["bundleDigest"] = shown.BundleDigest,
        };
        Task<Answer> SignAsync(JsonNode words) => SendAsync(legal, "POST", $"/api/v1/promotions/{id}/signoffs", words, "one", proof);

        var first = await SignAsync(body);
        Assert.True(first.IsDone, first.ToString());
        Assert.True(await LoseAsync(scene.Portal));
        var again = await SignAsync(body);
        var other = await SignAsync(
            new JsonObject
            {
                ["role"] = "legal",
                ["decision"] = "reject",
                ["comment"] = "Checked",
                ["bundleDigest"] = shown.BundleDigest,
            }
        );

        Assert.Equal(first with { IsReplayed = true }, again);
        Assert.Equal("idempotency.other-body", other.Code);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(1, await db.SignOffs.CountAsync(Ct));
    }

    // What the database holds of a request at the moment of its commit, kept aside when its answer comes.
    private static async Task WatchAsync(PortalFactory portal, DatabaseKind kind)
    {
        string[] statements =
            kind is DatabaseKind.Sqlite
                ?
                [
                    """CREATE TABLE "test_done" ("Id" TEXT, "BodySha256" TEXT, "Location" TEXT, "Body" BLOB)""",
                    """
                        CREATE TRIGGER "test_watch" BEFORE UPDATE ON "IdempotencyRecords" WHEN OLD."Status" = 102 AND NEW."Status" <> 102
                        BEGIN INSERT INTO "test_done" VALUES (OLD."Id", OLD."BodySha256", OLD."Location", OLD."Body"); END
                        """,
                ]
                :
                [
                    """CREATE TABLE "test_done" ("Id" text, "BodySha256" text, "Location" text, "Body" bytea)""",
                    """
                        CREATE FUNCTION test_watch() RETURNS trigger LANGUAGE plpgsql AS
                        'BEGIN INSERT INTO "test_done" VALUES (OLD."Id", OLD."BodySha256", OLD."Location", OLD."Body"); RETURN NEW; END'
                        """,
                    """CREATE TRIGGER "test_watch" BEFORE UPDATE ON "IdempotencyRecords" FOR EACH ROW WHEN (OLD."Status" = 102 AND """
                        + """NEW."Status" <> 102) EXECUTE FUNCTION test_watch()""",
                ];
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        foreach (var statement in statements)
        {
            await db.Database.ExecuteSqlRawAsync(statement, Ct);
        }
    }

    // As it was at its commit, and long ago; false when it had committed nothing.
    private static async Task<bool> LoseAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var lost = await db.Database.ExecuteSqlRawAsync(
            """
            UPDATE "IdempotencyRecords"
            SET "Status" = 102, "BodySha256" = d."BodySha256", "Location" = d."Location", "Body" = d."Body",
                "ContentType" = NULL, "ETag" = NULL, "At" = "At" - {0}
            FROM "test_done" AS d WHERE d."Id" = "IdempotencyRecords"."Id"
            """,
            [s_long.Ticks],
            Ct
        );
        await db.Database.ExecuteSqlRawAsync("""DELETE FROM "test_done" """, Ct);
        return lost > 0;
    }

    private static async Task<int> EntriesAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.AuditEntries.CountAsync(e => !e.Refused && !EF.Functions.Like(e.Actor, "system:%"), Ct);
    }

    private static async Task<Answer> SendAsync(HttpClient client, string method, string path, JsonNode? body, string key, string? proof)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "Idempotency-Key", key } } };
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        if (proof is not null)
        {
            request.Headers.Add("X-Reauthentication", proof);
        }

        using var answer = await client.SendAsync(request, Ct);
        return new Answer(
            answer.StatusCode,
            answer.Headers.Location?.ToString(),
            answer.Headers.ETag?.ToString(),
            answer.Content.Headers.ContentType?.ToString(),
            MinutesLeft().Replace(await answer.Content.ReadAsStringAsync(Ct), ""),
            answer.Headers.Contains("Idempotency-Replayed")
        );
    }

    // What is left of a legal clock goes on between two answers.
    [GeneratedRegex("\"minutesLeft\":-?[0-9]+,", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MinutesLeft();

    private sealed record Answer(HttpStatusCode Status, string? Location, string? ETag, string? ContentType, string Text, bool IsReplayed)
    {
        public bool IsDone => (int)Status is >= 200 and < 300;

        public string? Code => !IsDone && Text.StartsWith('{') ? (string?)JsonNode.Parse(Text)!["code"] : null;
    }
}
