using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Observability;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>The review queue of decisions: rules, reviewers, answers, what was true in the end.</summary>
internal sealed class ReviewsFeature : IPortalFeature
{
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<FollowReviews>();
        services.AddSingleton<RouteDecisions>();
        services.AddSingleton<ReadLabels>();
        services.AddMeasured<WorkReviewTasks>();
        services.AddSingleton(p => new WorkReviewTasks(
            p.GetRequiredService<IDbContextFactory<GovernanceDbContext>>(),
            p.GetRequiredService<DatabaseClock>(),
            p.GetRequiredService<RouteDecisions>(),
            p.GetRequiredService<ReadLabels>()
        ));
        services.AddHostedService<ReviewJob>();
        services.AddSingleton<ListReviews>();
        services.AddSingleton<ReviewFiguresReader>();
        services.AddSingleton<ChangeReviewRules>();
        services.AddSingleton<SendToReview>();
        services.AddSingleton<AnswerReview>();
        services.AddSingleton<ReassignReview>();
        services.AddSingleton<IQueueSource, QueuedReviews>();
        services.AddSingleton<IClockSource, ReviewClocks>();
        services.AddActionLabels(
            ("review-rules.changed", "Review rules changed"),
            ("decision-reviews.assigned", "Decisions sent to reviewers"),
            ("decision-review.asked", "Decision sent to a reviewer"),
            ("decision-review.reassigned", "Decision review assigned to another reviewer"),
            ("decision-review.answered", "Decision review answered")
        );
        services.AddActionDetail(
            "decision-review.answered",
            (words, data) =>
                data["outcome"] is JsonValue outcome
                    ? outcome.ToString() switch
                    {
                        "confirm" => $"{words}: confirmed",
                        "override" => $"{words}: overridden",
                        _ => $"{words}: escalated",
                    }
                    : null
        );
        services.AddJobName("decision-reviews", "Review queue");
    }

    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => ReviewsApi.Map(api);
}
