using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>Likelihood and impact.</summary>
/// <param name="Likelihood">From 1 (rare) to 5 (almost certain).</param>
/// <param name="Impact">From 1 (negligible) to 5 (severe).</param>
public sealed record RatingBody(int? Likelihood, int? Impact)
{
    internal RiskRating ToRating() => new(Likelihood ?? 0, Impact ?? 0);
}

/// <summary>A risk as someone says it: people by e-mail address, kinds by their words.</summary>
public sealed record RiskSettings
{
    public string? Title { get; init; }

    public string? Category { get; init; }

    public string? Cause { get; init; }

    public string? Consequence { get; init; }

    public string? Model { get; init; }

    public string? Version { get; init; }

    public string? System { get; init; }

    public string? Owner { get; init; }

    public string? ControlOwner { get; init; }

    public RatingBody? Inherent { get; init; }

    public RatingBody? Residual { get; init; }

    public string? Treatment { get; init; }

    public DateTimeOffset? ReviewAt { get; init; }

    public IReadOnlyList<string>? Threats { get; init; }

    /// <summary>The owner there is, while no address says another.</summary>
    internal UserId? KnownOwner { get; init; }

    /// <summary>The control owner there is, while no address says another.</summary>
    internal UserId? KnownControlOwner { get; init; }

    /// <summary>A risk as it stands.</summary>
    internal static RiskSettings Of(Risk risk) =>
        new()
        {
            Title = risk.Title,
            Category = WireName.Of(risk.Category),
            Cause = risk.Cause,
            Consequence = risk.Consequence,
            Model = risk.Model,
            Version = risk.Version,
            System = risk.SystemId,
            Inherent = new(risk.InherentLikelihood, risk.InherentImpact),
            Residual = risk.Assessed is { } left ? new(left.Likelihood, left.Impact) : null,
            Treatment = risk.Treatment is { } treatment ? WireName.Of(treatment) : null,
            ReviewAt = risk.ReviewAt,
            Threats = [.. risk.Threats.Select(t => t.Item)],
            KnownOwner = risk.Owner,
            KnownControlOwner = risk.ControlOwner,
        };

    /// <summary>Finds what is named.</summary>
    internal async Task<Result<RiskFacts>> ResolveAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        if (!WireName.TryParse<RiskCategory>(Category?.Replace('_', '-'), out var category))
        {
            return RiskRefusals.CategoryUnknown;
        }

        RiskTreatment? treatment = null;
        if (Given(Treatment) is { } named)
        {
            if (!WireName.TryParse<RiskTreatment>(named, out var known))
            {
                return RiskRefusals.TreatmentUnknown;
            }

            treatment = known;
        }

        var errors = new FieldErrors();
        var (title, cause, consequence) = (
            errors.Optional("title", Title, Risk.MaxTitle),
            errors.Optional("cause", Cause, Risk.MaxText),
            errors.Optional("consequence", Consequence, Risk.MaxText)
        );
        if (errors.Refuse("risk.not-acceptable", $"The risk was not saved.") is { } wrong)
        {
            return wrong;
        }

        var owner = await PersonAsync(db, Owner, KnownOwner, now, ct);
        var controls = await PersonAsync(db, ControlOwner, KnownControlOwner, now, ct);
        if (owner is null || (Given(ControlOwner) is not null && controls is null))
        {
            return RiskRefusals.PersonUnknown(owner is null ? "owner" : "controlOwner");
        }

        var place = await PlaceAsync(db, ct);
        if (place.Refusal is { } nowhere)
        {
            return nowhere;
        }

        var threats = new List<RiskThreat>();
        foreach (var item in Threats ?? [])
        {
            if (Frameworks.Find(item) is not { } threat)
            {
                return RiskRefusals.ThreatUnknown(item.Length > 64 ? item[..64] : item);
            }

            threats.Add(threat);
        }

        return new RiskFacts(title ?? "", category, owner.Value, (Inherent ?? new(null, null)).ToRating())
        {
            Cause = cause ?? "",
            Consequence = consequence ?? "",
            Model = place.Value.Model,
            Version = place.Value.Version,
            SystemId = place.Value.System,
            ControlOwner = controls,
            Residual = Residual?.ToRating(),
            Treatment = treatment,
            ReviewAt = ReviewAt,
            Threats = threats,
        };
    }

    private static async Task<UserId?> PersonAsync(
        GovernanceDbContext db,
        string? email,
        UserId? known,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        Given(email) is not { } address ? known
        : address.Length <= 254 && await People.ByEmailAsync(db, address, ct) is { } person && person.IsActive(now) ? person.UserId
        : null;

    private async Task<Result<(string? Model, string? Version, string? System)>> PlaceAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var (model, version, system) = (Given(Model), Given(Version), Given(System)?.ToUpperInvariant());
        if (model is not null && (!ModelName.IsModel(model) || !await db.Models.AnyAsync(m => m.Name == model, ct)))
        {
            return ModelRefusals.NotFound(model.Length > 100 ? model[..100] : model);
        }

        if (version is not null && model is not null)
        {
            var key = version.ToLowerInvariant();
            var registered = await db
                .Versions.Where(v => v.Model == model && v.VersionKey == key)
                .Select(v => v.Version)
                .SingleOrDefaultAsync(ct);
            if (registered is null)
            {
                return ModelRefusals.VersionNotFound(model, version.Length > 64 ? version[..64] : version);
            }

            version = registered;
        }

        return system is not null && !IsSystem(system) ? RiskRefusals.SystemNotValid : (model, version, system);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    // SYS-0001: the form of every readable id; whether there is such a system is not asked here.
    private static bool IsSystem(string text) =>
        text.Length is >= 8 and <= 13
        && text.StartsWith("SYS-", StringComparison.Ordinal)
        && text.AsSpan(4).IndexOfAnyExceptInRange('0', '9') < 0;
}
