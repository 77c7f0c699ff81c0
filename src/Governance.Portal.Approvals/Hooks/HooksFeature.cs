using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Observability;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Hooks;

/// <summary>Registers calls of code hosts and their answers.</summary>
public sealed class HooksFeature : IPortalFeature
{
    /// <summary>Adds the actions, reads and the job.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddOptions<HooksOptions>().BindConfiguration(HooksOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HooksOptions>, HooksOptionsValidator>();
        services
            .AddOptions<EnvironmentsOptions>()
            .Configure<IOptions<HooksOptions>>((environments, hooks) => environments.Mapped = hooks.Value.Environments);
        services.AddSingleton<QueueHookCall>();
        services.AddSingleton<AnswerHooks>().AddMeasured<AnswerHooks>();
        services.AddSingleton<GitHubAnswers>();
        services.AddSingleton<GitLabAnswers>();
        services.AddSingleton<HandlePush>();
        services.AddSingleton<CloseSourceReview>().AddSingleton<IVersionRegistered>(p => p.GetRequiredService<CloseSourceReview>());
        services.AddSingleton<GetSourceReviews>();
        services.AddHostedService<HookJob>();
        services.AddPagePart<PagePlaces.ModelHead, SourceReviewNotice>(
            p => new() { [nameof(SourceReviewNotice.Model)] = p.Model, [nameof(SourceReviewNotice.MayClose)] = p.MayWrite },
            10
        );
        services.AddActionLabels(
            ("hook.asked", "Code host request received"),
            ("hook.answered", "Code host request answered"),
            ("hook.failed", "Code host request could not be answered"),
            ("review.opened", "New commits recorded"),
            ("review.extended", "Further commits recorded"),
            ("review.closed", "Review of commits closed")
        );
        services.AddJobName("hooks", "Code hosts");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        HooksApi.Map(api);
        SourceReviewsApi.Map(api);
    }
}
