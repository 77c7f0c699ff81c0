using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Proposed use cases, before anything is registered.</summary>
public sealed class IntakeFeature : IPortalFeature
{
    /// <summary>Adds the actions, the reads and the words of the log.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundUseCases>();
        services.AddFindableAction("Propose use case", ComplianceAddresses.NewUseCase, "add_task", Permission.ProposeUseCases);
        services.AddOptions<UseCasesOptions>().BindConfiguration("UseCases").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ListUseCases>();
        services
            .AddSingleton<ProposeUseCase>()
            .AddSingleton<ChangeUseCase>()
            .AddSingleton<SubmitUseCase>()
            .AddSingleton<WithdrawUseCase>()
            .AddSingleton<AskProposer>()
            .AddSingleton<GiveOpinion>()
            .AddSingleton<DeclineUseCase>()
            .AddSingleton<AcceptUseCase>()
            .AddSingleton<MeetCondition>();
        services.AddSingleton<IBundleFactSource, UseCasesOfModel>();
        services.AddSingleton<IModelsNamed, LabelModels>();
        services.AddSingleton<IQueueSource, QueuedUseCases>();
        services.AddSingleton<IClockSource, UseCaseClocks>();
        services.AddPagePart<PagePlaces.SystemFoot, SystemUseCase>(p => new() { [nameof(SystemUseCase.System)] = p.System });
        services.AddActionLabels(
            ("use-case.drafted", "Use case started"),
            ("use-case.changed", "Use case changed"),
            ("use-case.submitted", "Use case submitted"),
            ("use-case.withdrawn", "Use case withdrawn"),
            ("use-case.information-asked", "More information requested on a use case"),
            ("use-case.triaged", "Opinion on a use case given"),
            ("use-case.declined", "Use case declined"),
            ("use-case.accepted", "Use case accepted"),
            ("use-case.condition-met", "Condition of a use case met")
        );
        services.AddActionDetail(
            "use-case.triaged",
            (words, data) =>
                data["verdict"] is JsonValue verdict
                    ? verdict.ToString() switch
                    {
                        "support" => $"{words}: support",
                        "object" => $"{words}: objection",
                        _ => $"{words}: support with conditions",
                    }
                    : null
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => UseCasesApi.Map(api);
}
