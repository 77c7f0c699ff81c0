using System.Text;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Api;

/// <summary>
/// Half of a character (a lone surrogate) has no UTF-8: it is refused where it comes in, never digested as something else.
/// </summary>
public sealed class HalfACharacterTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory]
    [InlineData("PATCH", "/api/v1/models/fraud-scorer", """{"displayName":"HALF"}""")]
    [InlineData("PATCH", "/api/v1/models/fraud-scorer", """{"tags":{"unit":"HALF"}}""")]
    [InlineData("PATCH", "/api/v1/models/fraud-scorer", """{"tags":{"HALF":"unit"}}""")]
    [InlineData(
        "POST",
        "/api/v1/models/fraud-scorer/versions/1.4.0/evidence",
        """{"kind":"other","tool":"t","producedAt":"2026-11-20T08:00:00Z","payload":{"oversight":{"overseers":["HALF"]}}}"""
    )]
    [InlineData(
        "POST",
        "/api/v1/models/fraud-scorer/versions/1.4.0/evidence",
        """{"kind":"other","tool":"t","producedAt":"2026-11-20T08:00:00Z","payload":{"HALF":1}}"""
    )]
    [InlineData("POST", "/api/v1/models/fraud-scorer/versions/1.4.0/promotions", """{"to":"production","reason":"HALF"}""")]
    [InlineData(
        "POST",
        "/api/v1/decisions",
        """{"decisionId":"d-1","time":"2026-11-20T08:00:00Z","model":"fraud-scorer","version":"1.4.0","input":{"a":1},"output":"""
            + """{"text":"HALF"},"action":"a","confidence":0.5,"topFeatures":[{"name":"a","value":1,"attribution":0.1}]}"""
    )]
    [InlineData(
        "POST",
        "/api/v1/decisions",
        """{"decisionId":"d-1","time":"2026-11-20T08:00:00Z","model":"fraud-scorer","version":"1.4.0","input":"""
            + """{"HALF":1},"output":"x","action":"a","confidence":0.5,"topFeatures":[{"name":"a","value":1,"attribution":0.1}]}"""
    )]
    public async Task Body_WithHalfACharacter_IsRefusedAndNothingIsStored(string method, string path, string body)
    {
        var scene = await shared.GetAsync(() => ApprovalsScene.CreateAsync());
        using var client = await scene.Portal.CreateKeyClientAsync(null, Scopes.RegistryWrite, Scopes.EvidenceWrite, Scopes.DecisionsWrite);
        var before = await EntriesAsync(scene);
        foreach (var half in new[] { @"\ud83d", @"a\udc00b" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path)
            {
                Content = new StringContent(
                    body.Replace("HALF", half, StringComparison.Ordinal),
                    Encoding.UTF8,
                    path.EndsWith("decisions", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json"
                ),
            };
            using var answer = await client.SendAsync(request, Ct);

            Assert.InRange((int)answer.StatusCode, 400, 499);
        }

        Assert.Equal(before, await EntriesAsync(scene));
    }

    [Fact]
    public async Task Policy_WithHalfACharacter_IsRefused()
    {
        await using var scene = await ApprovalsScene.CreateAsync();

        var outcome = await scene.ActivateAsync(
            ApprovalsScene.Policy("1", """    - {id: TAG-01, type: approved_regions, severity: high, params: {allow: ["\uD83D"]}}""")
        );

        Assert.NotNull(outcome.Refusal);
    }

    private static async Task<int> EntriesAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.AuditEntries.CountAsync(e => !e.Refused, Ct);
    }
}
