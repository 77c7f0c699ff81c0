using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Approvals.Overrides;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Reads everything the review page shows, for the person who looks at it.</summary>
public sealed class GetReview(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    GetPromotion get,
    GetOverrides getOverrides,
    ContentStore store,
    TimeProvider clock
)
{
    private const int MaxText = 256 * 1024;

    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads.</summary>
    public async Task<Result<ReviewView>> RunAsync(Actor actor, PromotionId id, CancellationToken ct)
    {
        var found = await get.RunAsync(id, ct);
        if (!found.IsDone)
        {
            return found.Refusal;
        }

        var view = found.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetLocalNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        if (!access.IsDone)
        {
            return access.Refusal;
        }

        var promotion = await db.Promotions.AsNoTracking().SingleAsync(p => p.Id == id, ct);
        var model = await db.Models.AsNoTracking().SingleAsync(m => m.Name == promotion.Model, ct);
        var version = await db.Versions.AsNoTracking().SingleAsync(v => v.Model == promotion.Model && v.Version == promotion.Version, ct);
        var conversation = id.ToString();
        var comments = await db.Comments.CountAsync(c => c.Subject == conversation, ct);
        var evidence = await db
            .Evidence.AsNoTracking()
            .Where(e => e.Model == version.Model && e.Version == version.Version)
            .OrderBy(e => e.Id)
            .ToListAsync(ct);
        var rights = await SigningRights.LoadAsync(db, access.Value, [promotion], now, ct);
        var mine = rights.SlotsToSign(promotion, model, now).Cast<(SignOffRole Slot, Signer Signer)?>().FirstOrDefault();
        var digest = version.ManifestSha256;
        var waivers = await db
            .Waivers.AsNoTracking()
            .Where(w => w.VersionSha256 == digest && w.State == WaiverState.InForce)
            .OrderBy(w => w.Id)
            .ToListAsync(ct);
        var overrides = await getOverrides.OpenAsync(id, null, null, ct);
        return new ReviewView(
            view,
            PromotionLabels.Title(model.DisplayName, version.Version, promotion.To),
            model.DisplayName,
            model.RiskClass,
            version.ArtifactSha256
        )
        {
            MySlot = mine?.Slot,
            MySlotFor = mine?.Signer.For is { } by ? new SignsFor(by.Id, by.FromName) : null,
            MySignOff =
                access.Value.Person is { } me && promotion.IsLive
                    ? view.SignOffs.FirstOrDefault(s =>
                        (s.SignedBy == $"user:{me}" || s.DelegatedFrom == $"user:{me}")
                        && s.Status is not (SignOffStatus.Void or SignOffStatus.Revoked)
                    )
                    : null,
            MyName = access.Value.PrintedName,
            WhyNot = mine is null ? WhyNot(promotion, model, access.Value, rights) : null,
            CanWithdraw =
                promotion.State is PromotionState.Open
                && access.Value.Has(Permission.RequestPromotion)
                && access.Value.Person is { } person
                && promotion.Requesters.Contains(person),
            CanComment = access.Value.Has(Permission.Comment),
            CanDeploy =
                (promotion.State is PromotionState.Approved || overrides.Any(o => o.State is OverrideState.InForce))
                && access.Value.Has(Permission.Deploy),
            WaiversGranted = waivers
                .SelectMany(w => w.Grants.Select(g => (Person: $"user:{g.Attestation.Person}", Waiver: w.Id)))
                .ToLookup(g => g.Person, g => g.Waiver, StringComparer.Ordinal),
            CanRequestWaiver = promotion.IsLive && access.Value.Has(Permission.RequestWaiver),
            Overrides = overrides,
            OverrideSteps = [.. await StepsAsync(db, promotion, overrides, access.Value, rights, now, ct)],
            Comments = comments,
            Artifact = (version.ArtifactSizeBytes, version.RegisteredAt),
            // A closed request shows what it was decided on; a live one what counts.
            Evidence =
            [
                .. evidence
                    .Where(e => !promotion.IsLive || e.WithdrawnAt is null)
                    .Select(e => new EvidenceRow(e.Id, e.Kind, e.Tool, e.Sha256, e.SizeBytes, e.ProducedAt, e.FileName)),
            ],
            Changes = await ChangesAsync(db, promotion, version, view, evidence, ct),
        };
    }

    // What the page offers, by the rules of the acts; they decide again.
    private static async Task<IReadOnlyList<OverrideStep>> StepsAsync(
        GovernanceDbContext db,
        Promotion promotion,
        IReadOnlyList<OverrideView> shown,
        Access access,
        SigningRights rights,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (decides, reviews) = (access.Has(Permission.Override), access.Has(Permission.ReviewOverride));
        if (access.Actor.Kind is not ActorKind.User || access.Person is null || !(decides || reviews))
        {
            return [];
        }

        var ids = shown.Select(o => o.Id).ToList();
        var overrides = ids.Count == 0 ? [] : await db.Overrides.AsNoTracking().Where(o => ids.Contains(o.Id)).ToListAsync(ct);
        var person = (await OverrideSigners.ReadAsync(db, access, overrides, now, ct)).GetValueOrDefault(promotion.Id).Person;
        var live = overrides.Find(o => o.IsLive && o.ExpiresAt > now);
        var steps = new List<OverrideStep>();
        if (decides && live is not null)
        {
            if (live.IsAskedOf(promotion, person))
            {
                steps.Add(OverrideStep.Confirm);
            }

            steps.Add(OverrideStep.End);
        }
        else if (
            decides
            && promotion is { State: PromotionState.Open, GatePasses: true, To: not Stage.Retired }
            && EmergencyOverride.MayBeRequestedBy(promotion, rights.Self)
        )
        {
            steps.Add(OverrideStep.Ask);
        }

        if (reviews && live is null && overrides.Exists(o => o.IsReviewAskedOf(promotion, person)))
        {
            steps.Add(OverrideStep.Review);
        }

        return steps;
    }

    private static string? WhyNot(Promotion promotion, Model model, Access access, SigningRights rights) =>
        access.Person is not null
        && SlotRules.SlotOf(access.Role) is { } slot
        && promotion.State is PromotionState.Open
        && promotion.RequiredRoles.Contains(slot)
        && !promotion.LiveSignOffs.Any(s => s.Role == slot)
            ? (
                promotion.RefusesSigner(model, rights.SignerFor(promotion, model, slot), slot)
                ?? (promotion.IsRequestedByItsOpener ? PromotionRefusals.RequesterOpened : null)
            )?.Message
            : null;

    // Against what the bundle says was in production: that is what the signers see, also after the deployment.
    private async Task<ChangesView?> ChangesAsync(
        GovernanceDbContext db,
        Promotion promotion,
        ModelVersion version,
        PromotionView view,
        IReadOnlyList<Evidence> evidence,
        CancellationToken ct
    )
    {
        string? production;
        using (var bundle = JsonDocument.Parse(promotion.Bundle))
        {
            production = bundle.RootElement.GetProperty("productionVersion").GetString();
        }

        if (
            production is null
            || production == version.Version
            || await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.Model == version.Model && v.Version == production, ct)
                is not { } before
        )
        {
            return null;
        }

        var cards = await db
            .Evidence.AsNoTracking()
            .Where(e => e.Model == version.Model && e.Version == production && e.Kind == EvidenceKind.ModelCard && e.WithdrawnAt == null)
            .ToListAsync(ct);
        return new ChangesView(
            production,
            VersionComparison.Of(before.ReadManifest(), version.ReadManifest()),
            await PoliciesAsync(db, before, view, ct),
            await CardAsync(cards.MaxBy(e => e.Id.Number), ct),
            await CardAsync(evidence.Where(e => e.Kind is EvidenceKind.ModelCard && e.WithdrawnAt is null).MaxBy(e => e.Id.Number), ct)
        );
    }

    private static async Task<IReadOnlyList<PolicyChange>> PoliciesAsync(
        GovernanceDbContext db,
        ModelVersion before,
        PromotionView view,
        CancellationToken ct
    )
    {
        var under = await db
            .Promotions.AsNoTracking()
            .Where(p =>
                p.Model == before.Model
                && p.Version == before.Version
                && p.To == Stage.Production
                && p.Experiment == null
                && p.State == PromotionState.Deployed
            )
            .OrderByDescending(p => p.Id)
            .Select(p => (GateRunId?)p.GateRun)
            .FirstOrDefaultAsync(ct);
        var run = under is { } runId ? await db.GateRuns.AsNoTracking().SingleAsync(r => r.Id == runId, ct) : null;
        var old = run is null ? [] : GateRuns.Applied(run.ReadResult()).ToList();
        var names = old.Select(p => p.Name).Union(view.Gate.Policies.Select(p => p.Name)).Order(StringComparer.Ordinal);
        var changes = new List<PolicyChange>();
        foreach (var name in names)
        {
            var a = old.Find(p => p.Name == name);
            var b = view.Gate.Policies.FirstOrDefault(p => p.Name == name);
            if (a?.Sha256 != b?.Sha256)
            {
                changes.Add(new PolicyChange(name, a, b, await SourceAsync(db, a, ct), await SourceAsync(db, b, ct)));
            }
        }

        return changes;
    }

    private static async Task<string> SourceAsync(GovernanceDbContext db, BundledPolicy? policy, CancellationToken ct)
    {
        if (policy is null)
        {
            return "";
        }

        var bytes =
            policy.Sha256 == PolicyDocument.Baseline.Sha256
                ? PolicyDocument.Baseline.Source.ToArray()
                : await db.Policies.AsNoTracking().Where(p => p.Sha256 == policy.Sha256).Select(p => p.Source).SingleOrDefaultAsync(ct);
        return bytes is null ? "" : Encoding.UTF8.GetString(bytes);
    }

    private async Task<CardText?> CardAsync(Evidence? card, CancellationToken ct) =>
        card is null ? null : new CardText(card.Sha256, await TextAsync(card, ct));

    private async Task<string?> TextAsync(Evidence card, CancellationToken ct)
    {
        if (card.SizeBytes > MaxText || !await store.HasAsync(card.Sha256, ct))
        {
            return null;
        }

        using var bytes = new MemoryStream();
        await store.CopyToAsync(card.Sha256, bytes, ct);
        var text = Encoding.UTF8.GetString(bytes.ToArray());
        if (!card.MediaType.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            return card.MediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) ? text : null;
        }

        // Canonical JSON is one line; a comparison by lines needs them.
        using var json = JsonDocument.Parse(text);
        return JsonSerializer.Serialize(json.RootElement, s_indented);
    }
}
