using System.Globalization;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Tests.Monitoring;
using Governance.Portal.Tests.Risks;
using Governance.Testing;

namespace Governance.Portal.Tests.Search;

/// <summary>The palette offers what the person may do now: what signs leads to its dialog, what is harmless has a key.</summary>
public sealed class PaletteOffersTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Offers_AreThoseOfTheRole(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        var risk = await scene.RaiseAsync(new(3, 3));
        var promotion = await scene.RequestAsync();
        var alert = await UndoAlertTests.RaiseAsync(scene);
        var (legal, officer, auditor) = (
            await ClientAsync(scene, Roles.LegalReviewer),
            await ClientAsync(scene, Roles.RiskOfficer),
            await ClientAsync(scene, Roles.Auditor)
        );

        Assert.Equal(
            [
                ($"Sign off {promotion} as Legal", $"/approvals/{promotion}?open=sign"),
                ($"Request changes on {promotion}", $"/approvals/{promotion}?open=changes"),
            ],
            await OffersAsync(legal, promotion.ToString())
        );
        Assert.Equal([($"Sign off {promotion} as Legal", $"/approvals/{promotion}?open=sign")], await OffersAsync(legal, "sign off"));
        Assert.DoesNotContain(await OffersAsync(legal, alert.ToString()), o => o.Title.StartsWith("Acknowledge", StringComparison.Ordinal));
        Assert.Equal([($"Acknowledge alert {alert}", $"alert.acknowledge:{alert}")], await OffersAsync(officer, alert.ToString()));
        Assert.Equal([($"Accept risk {risk}…", $"/risks/{risk}?open=accept")], await OffersAsync(officer, risk.ToString()));
        Assert.Contains(("Declare incident…", "/incidents?declare=1"), await OffersAsync(officer, "declare"));
        foreach (
            var text in new[]
            {
                promotion.ToString(),
                alert.ToString(),
                risk.ToString(),
                "sign",
                "accept",
                "acknowledge",
                "declare",
                "register model",
                "request",
                "grant",
                "approve",
            }
        )
        {
            Assert.Empty(await OffersAsync(auditor, text));
        }

        Assert.Contains(
            await OffersAsync(await ClientAsync(scene, Roles.Engineer), WatchedModel.Name),
            o => o.Does.EndsWith($"/versions/{WatchedModel.Version}?open=promotion", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Acknowledge_FromThePalette_IsDoneAtOnce_AndUndone()
    {
        await using var scene = await RiskScene.StartAsync();
        var alert = await UndoAlertTests.RaiseAsync(scene);
        var runner = scene.Get<IPaletteRunner>();
        var user = UserOf(await scene.AsAsync(Roles.RiskOfficer));

        var answer = await runner.RunAsync(user, $"alert.acknowledge:{alert}", Ct);

        Assert.False(answer.Refused, answer.Text.ToString());
        Assert.Equal(AlertState.Acknowledged, (await scene.Get<ListAlerts>().GetAsync(alert, Ct))!.State);
        Assert.Null(await answer.Undo!());
        Assert.Equal(AlertState.Open, (await scene.Get<ListAlerts>().GetAsync(alert, Ct))!.State);
        Assert.Equal(["alert.raised", "alert.acknowledged", "alert.unacknowledged"], await scene.Watched.ActionsAsync(alert.ToString()));
    }

    [Theory]
    [InlineData("alert.acknowledge:ALR-9999")]
    [InlineData("alert.acknowledge:nonsense")]
    [InlineData("alert.acknowledge")]
    [InlineData("promotion.sign:APR-0001")]
    public async Task Key_ThatIsNotOffered_DoesNothing(string key)
    {
        await using var scene = await RiskScene.StartAsync();

        Assert.True((await scene.Get<IPaletteRunner>().RunAsync(UserOf(await scene.AsAsync(Roles.RiskOfficer)), key, Ct)).Refused);
    }

    [Fact]
    public async Task Key_OfSomebodyWhoMayNot_IsRefusedByTheAction()
    {
        await using var scene = await RiskScene.StartAsync();
        var alert = await UndoAlertTests.RaiseAsync(scene);

        var answer = await scene
            .Get<IPaletteRunner>()
            .RunAsync(UserOf(await scene.AsAsync(Roles.LegalReviewer)), $"alert.acknowledge:{alert}", Ct);

        Assert.True(answer.Refused);
        Assert.Equal(AlertState.Open, (await scene.Get<ListAlerts>().GetAsync(alert, Ct))!.State);
    }

    private static ClaimsPrincipal UserOf(Actor actor) =>
        new(
            new ClaimsIdentity(
                [
                    new Claim(PortalClaims.User, actor.User!.Value.Number.ToString(CultureInfo.InvariantCulture)),
                    new Claim(PortalClaims.Role, actor.Role!),
                    new Claim(PortalClaims.Session, actor.Session!),
                ],
                "test"
            )
        );

    private static async Task<HttpClient> ClientAsync(RiskScene scene, string role)
    {
        await scene.AsAsync(role);
        return await scene.Portal.SignInAsync($"{role.ToLowerInvariant()}@test.example");
    }

    private static async Task<IReadOnlyList<(string Title, string Does)>> OffersAsync(HttpClient client, string text)
    {
        var answer = (await client.GetFromJsonAsync<JsonObject>($"/api/v1/find?q={Uri.EscapeDataString(text)}", Ct))!;
        return
        [
            .. answer["items"]!
                .AsArray()
                .Where(i => (string?)i!["group"] == "Actions" && !((string)i["title"]!).StartsWith("Open drift", StringComparison.Ordinal))
                .Select(i => ((string)i!["title"]!, (string?)i["does"] ?? (string)i["href"]!)),
        ];
    }
}
