using Governance.Data;
using Governance.Domain;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Windows;

/// <summary>Withdrawals over HTTP: of what an address names, answered with what it is now.</summary>
internal sealed class MeasurementActs(
    WithdrawMeasurement withdraw,
    DecideMeasurement decide,
    ListWindows windows,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    public async Task<IResult> WithdrawAsync(Caller caller, Named named, string? reason, CancellationToken ct) =>
        named.Id is { } id
            ? await AnswerAsync(await withdraw.RunAsync(caller.Actor, new(named.Model, named.Version, id, reason), ct), named, ct)
            : named.NotFound.ToProblem();

    public async Task<IResult> DecideAsync(Caller caller, Named named, bool confirm, string? reason, CancellationToken ct) =>
        named.Id is { } id
            ? await AnswerAsync(await decide.RunAsync(caller.Actor, new(named.Model, named.Version, id, confirm, reason), ct), named, ct)
            : named.NotFound.ToProblem();

    private async Task<IResult> AnswerAsync(Result<MeasurementRef> outcome, Named named, CancellationToken ct)
    {
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var id = outcome.Value;
        if (id.Kind is MeasurementKind.Window)
        {
            return await windows.GetAsync(named.Model, named.Version, new WindowId((int)id.Number), ct) is { } window
                ? TypedResults.Ok(window)
                : named.NotFound.ToProblem();
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await StoredMeasurements.FindAsync(db, named.Model, named.Version, id, ct) is { } measured
            ? TypedResults.Ok(MeasurementView.Of(measured))
            : named.NotFound.ToProblem();
    }

    /// <summary>What an address names: a window in one group, a file of labels or a figure in the other.</summary>
    /// <param name="Model">The model's name.</param>
    /// <param name="Version">The version's name.</param>
    /// <param name="Text">The id.</param>
    /// <param name="IsWindow">True in the group of windows.</param>
    public sealed record Named(string Model, string Version, string Text, bool IsWindow)
    {
        /// <summary>The id; null for what is none, or belongs to the other group.</summary>
        public MeasurementRef? Id =>
            MeasurementRef.TryParse(Text, out var id) && (id.Kind is MeasurementKind.Window) == IsWindow ? id : null;

        /// <summary>Why there is none.</summary>
        public Refusal NotFound => IsWindow ? MonitoringRefusals.WindowNotFound : MonitoringRefusals.MeasurementNotFound;
    }
}
