using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Approvals;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Calendar;

/// <summary>What a source of clocks has for a person.</summary>
internal static class Clocks
{
    public static async Task<IReadOnlyList<RunningClock>> OfAsync<TSource>(ApprovalsScene scene, Actor actor, int most = 100)
        where TSource : IClockSource
    {
        var ct = TestContext.Current.CancellationToken;
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(ct);
        var now = scene.Clock.GetUtcNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        Assert.Null(access.Refusal);
        return await scene
            .Portal.Services.GetServices<IClockSource>()
            .OfType<TSource>()
            .Single()
            .RunningAsync(db, access.Value, new ClockQuestion(most), now, ct);
    }
}
