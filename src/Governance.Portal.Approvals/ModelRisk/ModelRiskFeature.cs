using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Registers tiers, validations, findings, changes and overlays of models.</summary>
public sealed class ModelRiskFeature : IPortalFeature
{
    /// <summary>Adds the actions, the reads, the pages and the words of the log.</summary>
    public void Add(IServiceCollection services)
    {
        services
            .AddSingleton<AssessTier>()
            .AddSingleton<DecideTier>()
            .AddSingleton<PlanValidation>()
            .AddSingleton<SignValidation>()
            .AddSingleton<CancelValidation>()
            .AddSingleton<RaiseFinding>()
            .AddSingleton<CloseFinding>()
            .AddSingleton<MoveFinding>()
            .AddSingleton<DecideExtension>()
            .AddSingleton<JudgeChange>()
            .AddSingleton<ProposeOverlay>()
            .AddSingleton<ApproveOverlay>()
            .AddSingleton<EndOverlay>()
            .AddSingleton<ReadModelRisk>()
            .AddSingleton<ListModelRisk>()
            .AddSingleton<IClockSource, ModelRiskClocks>()
            .AddSingleton<IQueueSource, QueuedModelRisk>()
            .AddSingleton<IReportBuilder, ValidationReportBuilder>();
        services.AddPagePart<PagePlaces.ModelHead, ModelRiskStrip>(p => new() { [nameof(ModelRiskStrip.Model)] = p.Model });
        services.AddPagePart<PagePlaces.VersionGates, ModelChangeCard>(p =>
            new() { [nameof(ModelChangeCard.Model)] = p.Model, [nameof(ModelChangeCard.Version)] = p.Version }
        );
        services.AddActionLabels(
            ("model.tier-assessed", "Tier of a model assessed"),
            ("model.tier-confirmed", "Lower tier of a model confirmed"),
            ("model.tier-declined", "Lower tier of a model declined"),
            ("validation.planned", "Validation planned"),
            ("validation.reported", "Validation report signed"),
            ("validation.cancelled", "Validation cancelled"),
            ("finding.raised", "Finding of a validation raised"),
            ("finding.closed", "Finding of a validation closed"),
            ("finding.moved", "Due date of a finding moved"),
            ("finding.extension-asked", "Later date for a finding requested"),
            ("finding.extended", "Later date for a finding confirmed"),
            ("finding.extension-declined", "Later date for a finding declined"),
            ("model.change-judged", "Change of a model assessed"),
            ("overlay.proposed", "Overlay or limitation proposed"),
            ("overlay.approved", "Overlay or limitation approved"),
            ("overlay.ended", "Overlay or limitation ended")
        );
        services.AddActionDetail(
            "model.tier-assessed",
            (words, data) => Word<ModelTier>(data, "tier") is { } tier ? $"{words}: {ModelRiskLabels.Of(tier)}" : null
        );
        services.AddActionDetail(
            "validation.reported",
            (words, data) =>
                Word<ValidationConclusion>(data, "conclusion") is { } conclusion
                    ? $"{words}: {ModelRiskLabels.Of(conclusion).ToLowerInvariant()}"
                    : null
        );
        services.AddActionDetail(
            "finding.raised",
            (words, data) =>
                Word<FindingSeverity>(data, "severity") is { } severity
                    ? $"{words}: {ModelRiskLabels.Of(severity).ToLowerInvariant()}"
                    : null
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => ModelRiskApi.Map(api);

    private static T? Word<T>(JsonObject data, string name)
        where T : struct, Enum => data[name] is JsonValue value && WireName.TryParse<T>(value.ToString(), out var word) ? word : null;
}
