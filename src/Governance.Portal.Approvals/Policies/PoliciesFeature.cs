using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Registers policies, their changes and back-tests.</summary>
public sealed class PoliciesFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundPolicies>();
        services.AddSingleton<IPaletteSource, FoundProposals>();
        services.AddFindableAction("Propose policy change…", "/policies/propose", "policy", Permission.ProposePolicy);
        services.AddSingleton<PolicyActivation>();
        services.AddSingleton<ActivatePolicy>();
        services.AddSingleton<ProposePolicy>();
        services.AddSingleton<BackTestPolicy>();
        services.AddSingleton<DecideProposal>();
        services.AddSingleton<WithdrawProposal>();
        services.AddSingleton<GetPolicies>();
        services.AddSingleton<IReadLimits, ReadLimits>();
        services.AddSingleton<IPoliciesInForce, PoliciesInForce>().AddSingleton<IMayAct, MayAct>();
        services.AddSingleton<OpaDecisions>();
        services.AddSingleton<OpaBundle>();
        services.AddSingleton<VersionGate>().AddSingleton<BundleFactSources>();
        services.AddSingleton<PreviewPolicy>();
        services.AddSingleton(p => new SimulateGate(
            p.GetRequiredService<IDbContextFactory<GovernanceDbContext>>(),
            p.GetRequiredService<VersionGate>(),
            p.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<ReplayGate>();
        services.AddSingleton<DecisionRuns>();
        services.AddSingleton<AgedRules>().AddSingleton<IReadAgedRules>(p => p.GetRequiredService<AgedRules>());
        services.AddSingleton<EvaluateDeploymentGate>();
        services.AddDecision(EvaluateDeploymentGate.Reads);
        services.AddOptions<OpaOptions>().BindConfiguration(OpaOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OpaOptions>, OpaOptionsValidator>();
        services.AddSingleton<StoreEngineLog>();
        services.AddOptions<PolicySyncOptions>().BindConfiguration(PolicySyncOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PolicySyncOptions>, PolicySyncOptionsValidator>();
        services.AddSingleton<PolicyFolder>();
        services.AddSingleton(p => new SyncPolicies(
            p.GetRequiredService<PolicyFolder>(),
            p.GetRequiredService<ProposePolicy>(),
            p.GetRequiredService<IDbContextFactory<GovernanceDbContext>>(),
            p.GetRequiredService<IOptions<PolicySyncOptions>>(),
            p.GetRequiredService<ILogger<SyncPolicies>>()
        ));
        services.AddHostedService<PolicyJob>();
        services.AddSingleton<IHostCommand, PolicyCommand>();
        services.AddSingleton<IPaletteSource, OfferedProposals>();
        services.AddSingleton<ISetupStep, PolicyStep>();
        services.AddSingleton<IQueueSource, QueuedProposals>();
        services.AddSingleton<ITimelineSource, PolicyTimeline>();
        services.AddSingleton<IClockSource, PolicyClocks>().AddSingleton<IClockSource, EvidenceClocks>();
        services.AddPagePart<PagePlaces.VersionNext, MissingCard>(p =>
            new() { [nameof(MissingCard.Model)] = p.Model, [nameof(MissingCard.Version)] = p.Version }
        );
        services.AddSingleton<IDeployGate>(p => p.GetRequiredService<EvaluateDeploymentGate>());
        services.AddActionLabels(
            ("gate.asked", "Deployment gate queried"),
            ("policy.activated", "Policy activated"),
            ("proposal.made", "Policy change proposed"),
            ("proposal.back-tested", "Policy change back-tested"),
            ("proposal.approved", "Policy change approved"),
            ("proposal.rejected", "Policy change rejected"),
            ("proposal.withdrawn", "Policy change withdrawn"),
            ("verdicts.stored", "OPA decision log stored"),
            ("verdicts.erased", "OPA decisions erased")
        );
        services.AddActionDetail(
            "gate.asked",
            (words, data) =>
                data["allow"] is JsonValue allow
                    ? $"{words}: {(allow.TryGetValue<bool>(out var allowed) && allowed ? "allowed" : "denied")}"
                    : null
        );
        services.AddJobName("policy-sync", "Policy folder");
        services.AddJobName("engine-decisions", "OPA decisions");
    }

    /// <summary>Maps policies, the bundle that an OPA pulls and the decision log that it sends.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        PoliciesApi.Map(api);
        BundlesApi.Map(root);
        EngineLogApi.Map(api, root);
    }
}
