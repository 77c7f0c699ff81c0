using System.Text.Json.Nodes;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>Registers the register of explanation requests.</summary>
public sealed class ExplanationsFeature : IPortalFeature
{
    /// <summary>Adds the actions, the reads and the words of the log.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundExplanations>();
        services.AddOptions<ExplanationsOptions>().BindConfiguration("Explanations").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ListExplanations>();
        services.AddSingleton<IReportBuilder, ExplanationLetterBuilder>();
        services.AddSingleton<IFindRecords, FindExplanationRecords>();
        services.AddSingleton<IClockSource, ExplanationClocks>();
        services.AddSingleton<IQueueSource, QueuedExplanations>();
        services
            .AddSingleton<ReceiveExplanation>()
            .AddSingleton<DraftExplanation>()
            .AddSingleton<ReviewExplanation>()
            .AddSingleton<SendExplanation>()
            .AddSingleton<DeclineExplanation>()
            .AddSingleton<WithdrawExplanation>()
            .AddSingleton<EraseExplanation>();
        services.AddActionLabels(
            ("explanation.received", "Explanation request received"),
            ("explanation.drafted", "Explanation written"),
            ("explanation.reviewed", "Explanation reviewed"),
            ("explanation.sent", "Explanation sent"),
            ("explanation.declined", "Explanation request declined"),
            ("explanation.withdrawn", "Explanation request withdrawn"),
            ("explanation.erased", "Personal data of an explanation request erased")
        );
        services.AddActionDetail(
            "explanation.reviewed",
            (words, data) =>
                data["outcome"] is JsonValue outcome
                    ? outcome.ToString() == "approve"
                        ? $"{words}: approved"
                        : $"{words}: returned"
                    : null
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => ExplanationsApi.Map(api);
}
