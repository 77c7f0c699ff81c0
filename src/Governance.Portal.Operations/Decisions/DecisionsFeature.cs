using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Operations.Decisions.Intake;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions;

/// <summary>The log of AI decisions: intake, search, overrides, proofs, retention, and the alerts that intake raises.</summary>
internal sealed class DecisionsFeature : IPortalFeature
{
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundDecisions>();
        services.AddFindablePage(
            new FindablePage(
                "Review queue",
                Reviews.ReviewsPage.Address,
                "fact_check",
                Permission.ReadDecisions,
                "samples, human review",
                "Decisions"
            )
        );
        services.AddOptions<DecisionsOptions>().BindConfiguration("Decisions").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IntakeSources>();
        services.AddSingleton<DecisionIntake>();
        services.AddSingleton<RaiseAlerts>();
        services.AddSingleton(p => new StoreDecisions(
            p.GetRequiredService<ActionRunner>(),
            p.GetRequiredService<IDbContextFactory<GovernanceDbContext>>(),
            p.GetRequiredService<DecisionIntake>(),
            p.GetRequiredService<IntakeSources>(),
            p.GetRequiredService<RaiseAlerts>(),
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
        services.AddSingleton<IDataStream, DecisionStream>();
        services.AddNavItem(
            new NavItem(
                "Decisions",
                "/decisions",
                "fact_check",
                NavGroup.Observe,
                1,
                Permission.ReadDecisions.Name,
                Also: Reviews.ReviewsPage.Address,
                Words: "log of decisions, predictions, overrides"
            )
        );
        services.AddActionLabels(
            ("decisions.stored", "Decisions stored"),
            ("decisions.erased", "Content of decisions erased"),
            ("decision.overridden", "Decision overridden"),
            ("decision.unmasked", "Inputs unmasked"),
            ("decision-policy.changed", "Decision policy changed")
        );
        services.AddJobName("decision-checks", "Decision checks");
        services.AddJobName("decision-retention", "Decision retention");
    }

    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        DecisionsApi.Map(api);
    }
}
