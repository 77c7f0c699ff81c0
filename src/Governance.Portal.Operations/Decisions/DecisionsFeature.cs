using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Operations.Decisions.Intake;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Operations.Decisions.Streams.Rows;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Operations.Monitoring.Sources.Objects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Decisions;

/// <summary>The log of AI decisions: intake, search, overrides, proofs, retention, and the alerts that intake raises.</summary>
internal sealed class DecisionsFeature : IPortalFeature
{
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundDecisions>();
        services.AddOptions<DecisionsOptions>().BindConfiguration("Decisions").ValidateDataAnnotations().ValidateOnStart();
        services.AddDecision(DecisionsKept.Reads).AddDecision(DecisionsKept.OfAll);
        services.AddSingleton<IntakeSources>();
        services.AddSingleton<DecisionIntake>();
        services.AddSingleton<RaiseAlerts>();
        services.AddSingleton<RaiseTraffic>().AddSingleton<ITrafficShown>(p => p.GetRequiredService<RaiseTraffic>());
        services.AddSingleton<FollowTraffic>();
        services.AddHostedService<TrafficJob>();
        services.AddSingleton(p => new StoreDecisions(
            p.GetRequiredService<ActionRunner>(),
            p.GetRequiredService<IDbContextFactory<GovernanceDbContext>>(),
            p.GetRequiredService<DecisionIntake>(),
            p.GetRequiredService<IntakeSources>(),
            p.GetRequiredService<RaiseAlerts>(),
            p.GetRequiredService<RaiseTraffic>(),
            p.GetServices<IDecisionsStored>(),
            p.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<ListDecisions>();
        services.AddSingleton<GetDecision>();
        services.AddSingleton<ListDecisionEntries>();
        services.AddSingleton<GetDecisionProof>();
        services.AddSingleton<OverrideDecision>();
        services.AddSingleton<UnmaskDecision>();
        services.AddSingleton<ChangeDecisionPolicy>();
        services.AddSingleton<EraseDecisions>();
        services.AddSingleton<IInstallationCheck, DecisionsCheck>();
        services.AddHostedService<DecisionRetentionJob>();
        AddStreams(services);
        services.AddSingleton<IDataStream, DecisionStream>();
        services.AddActionLabels(
            ("decisions.stored", "Decisions stored"),
            ("decisions.rejected", "Stream messages rejected"),
            (StoreRows.Action, "Stream rows received"),
            ("decisions.erased", "Content of decisions erased"),
            ("decision.overridden", "Decision overridden"),
            ("decision.unmasked", "Inputs unmasked"),
            ("decision-policy.changed", "Decision policy changed")
        );
        services.AddJobName("decision-checks", "Decision checks");
        services.AddJobName("decision-traffic", "Decisions compared with approvals");
        services.AddJobName("decision-retention", "Decision retention");
    }

    private static void AddStreams(IServiceCollection services)
    {
        services.AddOptions<StreamsOptions>().BindConfiguration(StreamsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StreamsOptions>, StreamsOptionsValidator>();
        services.AddSingleton<IValidateOptions<StreamsOptions>, StreamSourcesValidator>();
        services.AddSingleton<StreamStates>().AddSingleton<IReadinessCheck>(p => p.GetRequiredService<StreamStates>());
        services.AddMeasured<StreamStates>();
        services.AddSingleton<IStreamBroker, Streams.Nats.NatsBroker>();
        services.AddSingleton<IStreamBroker, Streams.Kafka.KafkaBroker>();
        services.AddSingleton<StoreMessages>().AddSingleton<IMessageStore>(p => p.GetRequiredService<StoreMessages>());
        services.AddSingleton<FindRowTarget>();
        services.AddSingleton<SortRows>();
        services.AddSingleton<StoreRows>().AddSingleton<IMessageStore>(p => p.GetRequiredService<StoreRows>());
        services.AddSingleton<IObjectSourceFactory, ReceivedRowsFactory>();
        services
            .AddOptions<SourcesOptions>()
            .PostConfigure<IOptions<StreamsOptions>>(
                (sources, streams) => sources.Connections = [.. sources.Connections, .. ReceivedRowsFactory.Connections(streams.Value)]
            );
        services.AddSingleton<RecordRejected>();
        services.AddSingleton<ListStreamStates>();
        services.AddDoctorCheck<StreamsDoctor>("streams");
        services.AddSingleton<IHealthSource, StreamsHealth>();
        services.AddHostedService<StreamJob>();
    }

    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        DecisionsApi.Map(api);
    }
}
