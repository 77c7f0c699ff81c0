using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Operations.Risks.Files;
using Governance.Portal.Operations.Risks.Library;
using Governance.Portal.Operations.Risks.Mapping;

namespace Governance.Portal.Operations.Risks;

/// <summary>The risk register.</summary>
public sealed class RisksFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads, the job and the entry of the menu.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundRisks>();
        services.AddSingleton<IChoiceSource, ChoosableItems>();
        services.AddFindableAction("New risk…", "/risks?open=risk", "shield", Permission.WriteRisks);
        services.AddOptions<RisksOptions>().BindConfiguration("Risks").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RiskActionRunner>();
        services.AddSingleton<RiskWorkbook>();
        services.AddSingleton<RaiseRisk>();
        services.AddSingleton<ChangeRisk>();
        services.AddSingleton<ReviewRisk>();
        services.AddSingleton<CloseRisk>();
        services.AddSingleton<ReopenRisk>();
        services.AddSingleton<AddMitigation>();
        services.AddSingleton<PutMitigationInPlace>();
        services.AddSingleton<AddRiskStep>();
        services.AddSingleton<FinishRiskStep>();
        services.AddSingleton<BindRiskSignal>();
        services.AddSingleton<AcceptRisk>();
        services.AddSingleton<RevokeAcceptance>();
        services.AddSingleton<ExpireAcceptances>();
        services.AddSingleton<BulkRisks>();
        services.AddSingleton<ImportLane>();
        services.AddSingleton<ImportRisks>();
        services.AddSingleton<RescoreRisks>();
        services.AddSingleton<IAlertsChanged>(p => p.GetRequiredService<RescoreRisks>());
        services.AddSingleton<ApplyAlertsToRisks>();
        services.AddSingleton<ListRisks>();
        services.AddSingleton<SummariseRisks>();
        services.AddSingleton<RiskHistory>();
        services.AddPagePart<PagePlaces.ModelFigures, Parts.ModelRisksFigure>(
            p => new() { [nameof(Parts.ModelRisksFigure.Model)] = p.Model },
            order: 5
        );
        services.AddPagePart<PagePlaces.ModelRecords, Parts.ModelRisks>(
            p => new() { [nameof(Parts.ModelRisks.Model)] = p.Model },
            order: 2
        );
        services.AddSingleton<CoverThreats>().AddSingleton<JudgeThreat>();
        services.AddSingleton<GetRiskSignal>();
        services.AddSingleton<ListModelNames>();
        services.AddSingleton<ReadMapping>();
        services.AddSingleton<ListLibrary>().AddSingleton<AddLibraryRisks>();
        services.AddSingleton<IInstallationCheck, RisksCheck>();
        services.AddHostedService<RiskJob>();
        services.AddNavCounter(
            "/risks",
            async (provider, _, ct) =>
                await provider.GetRequiredService<ListRisks>().CountAboveAsync(ct) is > 0 and var count
                    ? new NavCount(count, Formats.Plural(count, "risk above appetite", "risks above appetite"), Tone.Warn)
                    : null
        );
        services.AddSingleton<IClockSource, RiskClocks>().AddSingleton<IClockSource, RiskReviewClocks>();
        services
            .AddSingleton<IQueueSource, QueuedRisks>()
            .AddSingleton<IStorySource, RiskStory>()
            .AddSingleton<ITimelineSource, RiskTimeline>();
        services.AddSingleton<IPaletteSource, OfferedAcceptances>();
        services.AddActionLabels(
            ("risk.raised", "Risk raised"),
            ("threat.judged", "Threat assessed"),
            ("risk.changed", "Risk changed"),
            ("risk.rescored", "Risk re-scored by its signal"),
            ("risk.mitigated", "Mitigation recorded"),
            ("risk.planned", "Step planned"),
            ("risk.remediated", "Step done"),
            ("risk.signal-bound", "Risk signal changed"),
            ("risk.reviewed", "Risk reviewed"),
            ("risk.accepted", "Risk accepted"),
            ("risk.acceptance-revoked", "Acceptance withdrawn"),
            ("risk.acceptance-expired", "Acceptance expired"),
            ("risk.imported", "Risks imported"),
            ("risk.closed", "Risk closed"),
            ("risk.reopened", "Risk reopened")
        );
        services.AddJobName("risk-signals", "Risk signals");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => RisksApi.Map(api);
}
