using Governance.Domain.Identity;
using Governance.Portal.Tests.Approvals;

namespace Governance.Portal.Tests.Notifications;

/// <summary>Keys end: their owners hear of it while there is time to make another.</summary>
public sealed class KeyReminderTests
{
    [Fact]
    public async Task KeyThatEnds_IsToldToItsOwnerAhead_Once()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        using var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryRead);
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        await NotificationsApiTests.RemindAsync(scene);
        Assert.Empty(await EndingAsync(engineer));

        scene.Clock.Advance(TimeSpan.FromDays(362));
        using var later = await scene.Portal.SignInAsync("engineer@test.example");
        await NotificationsApiTests.RemindAsync(scene);
        await NotificationsApiTests.RemindAsync(scene);

        Assert.Contains("expires", Assert.Single(await EndingAsync(later)), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string?>> EndingAsync(HttpClient client) =>
        [
            .. (await NotificationsApiTests.ItemsAsync(client))
                .Where(i => (string?)i["kind"] == "key-ending")
                .Select(i => (string?)i["title"]),
        ];
}
