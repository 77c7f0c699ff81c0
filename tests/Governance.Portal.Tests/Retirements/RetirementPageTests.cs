using Bunit;
using Governance.Data;
using Governance.Domain.Retirements;
using Governance.Portal.Operations.Retirements;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Names = Governance.Portal.Tests.Components.Roles;

namespace Governance.Portal.Tests.Retirements;

/// <summary>The page of a retirement on the real portal.</summary>
public sealed class RetirementPageTests : PortalPageTest
{
    private const string Stop = "Stop traffic";
    private const string Dialog = "#retirement-form";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    /// <summary>Who acts at once would else be answered about the step that is done.</summary>
    [Fact]
    public async Task Dialog_OfAStepThatIsDone_StaysUntilThePageShowsTheNext()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await PlanAsync(scene);
        using var reads = new HeldReads(scene.Get<IDbContextFactory<GovernanceDbContext>>());
        Services.AddSingleton(new GetRetirement(reads, scene.Get<ReadFindings>(), scene.Get<RetirementLibrary>(), scene.Clock));
        // The page reads when its dialog is done, and not because it hears of the change as well.
        Services.AddSingleton(new ChangeFeed(NullLogger<ChangeFeed>.Instance));
        var page = await OpenAsync<RetirementPage>(
            scene.Portal,
            scene.Clock,
            scene.Owner,
            $"/retirements/{id}",
            p => p.Add(c => c.Id, id.ToString())
        );
        await page.AllByRole("button").First(b => Names.NameOf(b) == Stop).ClickAsync(new());

        reads.Hold();
        var done = page.Find(Dialog).SubmitAsync();
        await reads.Asked.WaitAsync(TimeSpan.FromSeconds(20), Ct);

        Assert.NotNull((await scene.Get<GetRetirement>().RunAsync(id, Ct)).Value.StoppedAt);
        Assert.NotEmpty(page.FindAll(Dialog));

        reads.Release();
        await done;

        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(Dialog)));
        Assert.DoesNotContain(Stop, page.AllByRole("button").Select(Names.NameOf));
    }

    private static async Task<RetirementId> PlanAsync(ApprovalsScene scene)
    {
        var planned = await scene
            .Get<PlanRetirement>()
            .RunAsync(scene.Engineer, new($"{ApprovalsScene.ModelName}@1.4.0", "Too many false alarms", Owner: "owner@test.example"), Ct);
        Assert.True(planned.IsDone, planned.Refusal?.Message);
        return planned.Value;
    }

    /// <summary>What reads by it waits for as long as the test says.</summary>
    private sealed class HeldReads(IDbContextFactory<GovernanceDbContext> inner) : IDbContextFactory<GovernanceDbContext>, IDisposable
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? _held;

        /// <summary>Done when something reads and is held.</summary>
        public Task Asked => _asked.Task;

        public void Hold() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _held?.TrySetResult();

        public GovernanceDbContext CreateDbContext() => inner.CreateDbContext();

        public async Task<GovernanceDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
        {
            if (_held is { } held)
            {
                _asked.TrySetResult();
                await held.Task;
            }

            return await inner.CreateDbContextAsync(cancellationToken);
        }

        // A test that fails leaves nothing waiting.
        public void Dispose() => Release();
    }
}
