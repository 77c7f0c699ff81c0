using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Operations.Monitoring.Alerts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>A version by its names.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's name.</param>
public sealed record VersionName(string? Model, string? Version);

/// <summary>An incident as someone says it: people by e-mail address, kinds by their words.</summary>
public sealed record IncidentSettings
{
    public string? Title { get; init; }

    public string? Description { get; init; }

    public string? Category { get; init; }

    public string? Severity { get; init; }

    public string? Lead { get; init; }

    public IReadOnlyList<VersionName>? Versions { get; init; }

    public IReadOnlyList<string>? Systems { get; init; }

    public string? Alert { get; init; }

    public DateTimeOffset? OccurredAt { get; init; }

    public DateTimeOffset? ProviderAwareAt { get; init; }

    public DateTimeOffset? DeployerAwareAt { get; init; }

    public int? PeopleAffected { get; init; }

    public IReadOnlyList<string>? Countries { get; init; }

    public bool Drill { get; init; }

    /// <summary>The lead there is, while no address says another.</summary>
    internal UserId? KnownLead { get; init; }

    /// <summary>An incident as it stands.</summary>
    internal static IncidentSettings Of(Incident incident) =>
        new()
        {
            Title = incident.Title,
            Description = incident.Description.Text,
            Category = WireName.Of(incident.Category),
            Severity = WireName.Of(incident.Severity),
            Versions = [.. incident.Versions.Select(v => new VersionName(v.Model, v.Version))],
            Systems = incident.Systems,
            Alert = incident.Alert?.ToString(),
            OccurredAt = incident.OccurredAt,
            ProviderAwareAt = incident.ProviderAwareAt,
            DeployerAwareAt = incident.DeployerAwareAt,
            PeopleAffected = incident.PeopleAffected,
            Countries = incident.Countries,
            Drill = incident.IsDrill,
            KnownLead = incident.Lead,
        };

    /// <summary>What an alert already says; what someone says themselves goes before it.</summary>
    internal IncidentSettings Over(AlertView alert) =>
        this with
        {
            Title = Given(Title) ?? Cut($"{AlertText.Of(alert.Rule)}: {alert.Field} of {alert.Model} {alert.Version}"),
            Category = Given(Category) ?? WireName.Of(CategoryOf(alert.Rule)),
            Severity = Given(Severity) ?? WireName.Of(alert.Level is DriftLevel.Alert ? IncidentSeverity.High : IncidentSeverity.Medium),
            Versions = Versions is { Count: > 0 } ? Versions : [new(alert.Model, alert.Version)],
            OccurredAt = OccurredAt ?? alert.BeganAt,
            // Who watches a model is aware when its monitor speaks: counting from there never comes too late.
            ProviderAwareAt = ProviderAwareAt ?? (DeployerAwareAt is null ? alert.RaisedAt : null),
        };

    /// <summary>What an incident from an alert of a kind is about.</summary>
    internal static RiskCategory CategoryOf(AlertRule rule) =>
        rule switch
        {
            AlertRule.Drift => RiskCategory.Drift,
            AlertRule.Performance or AlertRule.Evaluation => RiskCategory.Performance,
            AlertRule.Fairness or AlertRule.ProtectedMix => RiskCategory.Fairness,
            AlertRule.PersonalDataInOutput => RiskCategory.Privacy,
            AlertRule.SecretInOutput or AlertRule.InstructionsInInput => RiskCategory.SecurityAdversarial,
            AlertRule.PolicyViolation or AlertRule.UnpermittedTraining or AlertRule.UnauthorisedTraffic or AlertRule.ShadowDecided =>
                RiskCategory.Legal,
            AlertRule.Business => RiskCategory.Operational,
            _ => RiskCategory.DataQuality,
        };

    /// <summary>Finds what is named.</summary>
    internal async Task<Result<IncidentFacts>> ResolveAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        if (!WireName.TryParse<RiskCategory>(Category?.Replace('_', '-'), out var category))
        {
            return IncidentRefusals.CategoryUnknown;
        }

        if (!WireName.TryParse<IncidentSeverity>(Severity, out var severity))
        {
            return IncidentRefusals.SeverityUnknown;
        }

        var errors = new FieldErrors();
        var (title, description) = (
            errors.Optional("title", Title, Incident.MaxTitle),
            errors.Optional("description", Description, SaltedText.MaxLength)
        );
        if (errors.Refuse("incident.not-acceptable", $"The incident was not recorded.") is { } wrong)
        {
            return wrong;
        }

        if (await LeadAsync(db, now, ct) is not { } lead)
        {
            return IncidentRefusals.LeadUnknown;
        }

        var versions = await VersionsAsync(db, ct);
        var systems = await SystemsAsync(db, ct);
        if ((versions.Refusal ?? systems.Refusal) is { } nowhere)
        {
            return nowhere;
        }

        AlertId? alert = null;
        if (Given(Alert) is { } named)
        {
            if (!DisplayId.TryParse<AlertId>(named, out var id) || !await db.Alerts.AnyAsync(a => a.Id == id, ct))
            {
                return IncidentRefusals.AlertUnknown;
            }

            alert = id;
        }

        return Countries?.Any(c => c is not { Length: 2 } || !c.All(char.IsAsciiLetterUpper)) is true
            ? IncidentRefusals.CountryNotValid
            : new IncidentFacts(title ?? "", category, severity, lead)
            {
                Description = description ?? "",
                Versions = versions.Value,
                Systems = systems.Value,
                Alert = alert,
                OccurredAt = OccurredAt,
                ProviderAwareAt = ProviderAwareAt,
                DeployerAwareAt = DeployerAwareAt,
                PeopleAffected = PeopleAffected,
                Countries = Countries ?? [],
                IsDrill = Drill,
            };
    }

    private async Task<UserId?> LeadAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct) =>
        Given(Lead) is not { } address ? KnownLead
        : address.Length <= 254 && await People.ByEmailAsync(db, address, ct) is { } person && person.IsActive(now) ? person.UserId
        : null;

    private async Task<Result<List<(string Model, string Version)>>> VersionsAsync(GovernanceDbContext db, CancellationToken ct)
    {
        if (Versions?.Count > Incident.MaxParts)
        {
            return IncidentRefusals.TooMany("versions", Incident.MaxParts);
        }

        var found = new List<(string, string)>();
        foreach (var name in Versions ?? [])
        {
            var (model, version) = (name?.Model?.Trim() ?? "", name?.Version?.Trim() ?? "");
            if (!ModelName.IsModel(model) || !await db.Models.AnyAsync(m => m.Name == model, ct))
            {
                return ModelRefusals.NotFound(model.Length > 100 ? model[..100] : model);
            }

            var key = version.ToLowerInvariant();
            if (
                !ModelName.IsVersion(version)
                || await db.Versions.Where(v => v.Model == model && v.VersionKey == key).Select(v => v.Version).SingleOrDefaultAsync(ct)
                    is not { } registered
            )
            {
                return ModelRefusals.VersionNotFound(model, version.Length > 64 ? version[..64] : version);
            }

            found.Add((model, registered));
        }

        return found;
    }

    private async Task<Result<List<string>>> SystemsAsync(GovernanceDbContext db, CancellationToken ct)
    {
        if (Systems?.Count > Incident.MaxParts)
        {
            return IncidentRefusals.TooMany("systems", Incident.MaxParts);
        }

        var found = new List<string>();
        foreach (var text in Systems ?? [])
        {
            if (!DisplayId.TryParse<SystemId>(text?.Trim(), out var id) || !await db.AiSystems.AnyAsync(s => s.Id == id, ct))
            {
                return IncidentRefusals.SystemUnknown(text is { Length: > 16 } ? text[..16] : text ?? "");
            }

            found.Add(id.ToString());
        }

        return found;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Cut(string text) => text.Length <= Incident.MaxTitle ? text : text[..Incident.MaxTitle];
}
