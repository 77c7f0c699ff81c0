using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Operations.Decisions.Reviews;

namespace Governance.Portal.Demo;

/// <summary>Decisions close to the threshold went to two reviewers: the risk officer answers two, and the others wait.</summary>
internal sealed class DemoReviews(FollowReviews follow, WorkReviewTasks work, ListReviews list, AnswerReview answer)
{
    private const string Model = "credit-default";

    /// <summary>Plays it. The first refusal ends it.</summary>
    public async Task<Refusal?> RunAsync(Actor officer, Action<string> say, CancellationToken ct)
    {
        await follow.RunAsync(ct);
        await work.RunAsync(ct);
        var waiting = await list.PageAsync(new ReviewFilter(ReviewFilter.Waiting, Model), officer.User, 0, 25, ct);
        if (waiting.Refusal is { } unread)
        {
            return unread;
        }

        AnswerReview.Command[] answers =
        [
            .. waiting
                .Value.Items.Take(2)
                .Select(
                    (r, i) =>
                        i == 0
                            ? new AnswerReview.Command(
                                r.Id,
                                "confirm",
                                "Income and debts fit the score; nothing speaks against it.",
                                null,
                                null
                            )
                            : new AnswerReview.Command(
                                r.Id,
                                "override",
                                "The late payment was a bank's error, which the bank confirmed.",
                                "approved",
                                WireName.Of(Domain.Decisions.OverrideReason.NewInformation)
                            )
                ),
        ];
        foreach (var given in answers)
        {
            if ((await answer.RunAsync(officer, given, ct)).Refusal is { } refused)
            {
                return refused;
            }
        }

        say($"{Model}: {waiting.Value.Total} decisions sent to reviewers, {answers.Length} answered");
        return null;
    }
}
