using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Tests.Approvals;

namespace Governance.Portal.Tests.Incidents;

/// <summary>What an incident has taken out of use comes back by the second line: not by the keys and people whose version it is.</summary>
public sealed class IncidentReleaseTests
{
    private const string Model = ApprovalsScene.ModelName;

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory]
    [InlineData("recovery", """{"kind":"resume","reason":"Repaired"}""")]
    [InlineData("release", """{"model":"fraud-scorer","version":"1.4.0","reason":"Repaired"}""")]
    public async Task NeitherAKeyNorTheFirstLine_ReleasesWhatIsHeld_AndWhoDoesIsAParty(string door, string body)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var opened = await scene
            .Get<OpenIncident>()
            .RunAsync(
                scene.Engineer,
                new()
                {
                    Title = "Denies everyone",
                    Category = "data-quality",
                    Severity = "severe",
                    Versions = [new(Model, "1.4.0")],
                },
                Ct
            );
        Assert.True(opened.IsDone, opened.Refusal?.Message);
        Done(await scene.Get<ContainIncident>().RunAsync(scene.Security, opened.Value, "take-offline", null, null, Ct));
        Done(await scene.Get<FreezeEvidence>().RunAsync(scene.Security, opened.Value, [], null, Ct));
        if (door == "release")
        {
            Done(await scene.Get<RecoverIncident>().RunAsync(scene.Owner, opened.Value, new("withdraw", "It stays away"), null, Ct));
        }

        foreach (var person in new[] { scene.Engineer, scene.Owner, scene.Security })
        {
            using var key = await scene.Portal.CreateKeyClientAsync(person.User, Scopes.RegistersWrite, Scopes.RegistersRead);
            using var answer = await key.PostAsJsonAsync($"/api/v1/incidents/{opened.Value}/{door}", JsonNode.Parse(body), Ct);
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
            Assert.Equal((HttpStatusCode.Forbidden, "incident.second-line-releases"), (answer.StatusCode, (string?)problem["code"]));
        }

        foreach (var person in new[] { scene.Engineer, scene.Owner })
        {
            Assert.Equal("incident.second-line-releases", (await ReleaseAsync(person)).Refusal?.Code);
        }

        Assert.Contains((await scene.Get<GetIncident>().RunAsync(opened.Value, Ct)).Value.Versions, v => v.Held);
        Done(await ReleaseAsync(scene.Security));

        Assert.DoesNotContain((await scene.Get<GetIncident>().RunAsync(opened.Value, Ct)).Value.Versions, v => v.Held);
        Assert.Equal(
            "promotion.opener-cannot-sign",
            (await scene.SignAsync(await scene.RequestAsync(), scene.Security, "security")).Refusal?.Code
        );

        Task<Result<IncidentId>> ReleaseAsync(Actor actor) =>
            door == "release"
                ? scene.Get<ReleaseVersion>().RunAsync(actor, opened.Value, new(Model, "1.4.0"), "Repaired", null, Ct)
                : scene.Get<RecoverIncident>().RunAsync(actor, opened.Value, new("resume", "Repaired"), null, Ct);
    }

    private static void Done(Result<IncidentId> outcome) => Assert.True(outcome.IsDone, outcome.Refusal?.Message);
}
