using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Sealing;
using Governance.Reporting.Signing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Overrides;

/// <summary>
/// One of the two people confirms that a version must be deployed before its signatures are there: the first asks, the second puts the
/// override in force. Each with a fresh proof of identity and a reason, in a sealed statement; every refusal
/// is logged.
/// </summary>
public sealed class ConfirmOverride(
    ActionRunner runner,
    IRefreshPromotion refresh,
    ReauthenticationService reauthentication,
    StatementSeal seals,
    IOptions<ApprovalsOptions> options
)
{
    /// <summary>What is confirmed.</summary>
    /// <param name="Promotion">Of which promotion.</param>
    /// <param name="First">True to ask for an override, false to confirm the one asked for.</param>
    /// <param name="Reason">What makes it an emergency.</param>
    /// <param name="Hours">For how long, when asking; null for the portal's setting.</param>
    /// <param name="BundleDigest">The digest that was on the screen.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(PromotionId Promotion, bool First, string? Reason, int? Hours, string? BundleDigest, string? Proof);

    /// <summary>Runs the action. Order of the checks: role, proof, people, state, words.</summary>
    public async Task<Result<OverrideId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(
            command.Proof,
            actor,
            OverrideEvents.Binding(command.Promotion, command.BundleDigest),
            ct
        );
        if (proof.IsDone)
        {
            await refresh.RunAsync(command.Promotion, ct);
        }

        var seal = await seals.LoadAsync(ct);
        var attempt = new Attempt(
            command.First ? "override.requested" : "override.granted",
            command.Promotion.ToString(),
            Permission.Override
        )
        {
            LogEveryRefusal = true,
            Decides = true,
        };
        return await runner.RunAsync(actor, attempt, (context, token) => ActAsync(context, command, proof, seal, token), ct);
    }

    private async Task<Result<OverrideId>> ActAsync(
        ActionContext context,
        Command command,
        Result<ProvenIdentity> proof,
        Result<SealCertificate> seal,
        CancellationToken ct
    )
    {
        if (!proof.IsDone)
        {
            return proof.Refusal;
        }

        if (await PromotionLoader.LockAsync(context.Db, command.Promotion, ct) is not { } promotion)
        {
            return PromotionRefusals.NotFound;
        }

        await OverrideEvents.FollowAsync(context, promotion, ct);
        var model = await context.Db.Models.SingleAsync(m => m.Name == promotion.Model, ct);
        var live = (
            await context.Db.Overrides.Where(o => o.Promotion == promotion.Id && o.State != OverrideState.Ended).ToListAsync(ct)
        ).Find(o => o.IsLive);
        var others = await context.Db.Overrides.Where(o => o.Model == promotion.Model && o.GrantedAt != null).ToListAsync(ct);
        var people = (live?.Confirmations.Select(c => c.Attestation.Person) ?? []).Append(context.Access.Person!.Value);
        var apart = await SeparationReader.LoadAsync(context.Db, [promotion], people, context.Now, ct);
        var word = OverrideEvents.Word(context, apart, command.Reason, command.BundleDigest, proof.Value);
        var another = EmergencyOverride.RefusesAnother(
            [.. others.Where(o => o.Id != live?.Id)],
            options.Value.OverridesPerMonth,
            context.Now
        );
        return command.First
            ? await AskAsync(context, promotion, model, live, another, word, command.Hours, seal, ct)
            : Confirm(context, promotion, model, live, another, word, seal);
    }

    private async Task<Result<OverrideId>> AskAsync(
        ActionContext context,
        Promotion promotion,
        Domain.Models.Model model,
        EmergencyOverride? live,
        Refusal? another,
        OverrideWord word,
        int? hours,
        Result<SealCertificate> seal,
        CancellationToken ct
    )
    {
        var artifact = await context
            .Db.Versions.Where(v => v.Model == promotion.Model && v.Version == promotion.Version)
            .Select(v => v.ArtifactSha256)
            .SingleAsync(ct);
        var id = await context.Db.NextIdAsync<OverrideId>(ct);
        var asked = EmergencyOverride.Request(
            id,
            promotion,
            model,
            artifact,
            word,
            hours ?? Math.Min(options.Value.OverrideHours, options.Value.OverrideMaxHours),
            options.Value.OverrideSettleHours,
            context.Now
        );
        if (!asked.IsDone)
        {
            return asked.Refusal;
        }

        if (live is not null)
        {
            return OverrideRefusals.AlreadyLive;
        }

        if (another is not null)
        {
            return another;
        }

        // The aggregate knows the utmost; an installation may want less.
        if (hours > options.Value.OverrideMaxHours)
        {
            return OverrideRefusals.HoursNotBounded;
        }

        if (!seal.IsDone)
        {
            return seal.Refusal;
        }

        context.Db.Overrides.Add(asked.Value);
        OverrideEvents.Confirmed(context, asked.Value, asked.Value.Confirmations[0], seal.Value);
        return id;
    }

    private static Result<OverrideId> Confirm(
        ActionContext context,
        Promotion promotion,
        Domain.Models.Model model,
        EmergencyOverride? live,
        Refusal? another,
        OverrideWord word,
        Result<SealCertificate> seal
    )
    {
        if (live is null)
        {
            return OverrideRefusals.NotFound;
        }

        var confirmed = live.Confirm(promotion, model, word, context.Now);
        if (!confirmed.IsDone)
        {
            return confirmed.Refusal;
        }

        // Two that waited at the same time: the second to be confirmed is the next one.
        if (another is not null)
        {
            return another;
        }

        if (!seal.IsDone)
        {
            return seal.Refusal;
        }

        OverrideEvents.Confirmed(context, live, confirmed.Value, seal.Value);
        return live.Id;
    }
}
