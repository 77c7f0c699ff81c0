using System.Text;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Operations.Decisions.Reviews;
using Governance.Portal.Operations.Monitoring;

namespace Governance.Portal.Demo;

/// <summary>
/// Decisions close to the threshold went to two reviewers: the risk officer answers two, and the others wait. Labels that arrive later say
/// that the model was wrong in both, so that there is a figure for automation bias.
/// </summary>
internal sealed class DemoReviews(FollowReviews follow, WorkReviewTasks work, ListReviews list, AnswerReview answer, UploadLabels labels)
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

        List<ReviewRow> chosen = [.. waiting.Value.Items.Take(2)];
        AnswerReview.Command[] answers =
        [
            .. chosen.Select(
                (r, i) =>
                    i == 0
                        ? new AnswerReview.Command(
                            r.Id,
                            "confirm",
                            "Income and debts fit the score; there is no reason to override it.",
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

        if (await LabelledAsync(chosen, ct) is { } unlabelled)
        {
            return unlabelled;
        }

        say($"{Model}: {waiting.Value.Total} decisions sent to reviewers, {answers.Length} answered");
        return null;
    }

    // The loans were paid back.
    private async Task<Refusal?> LabelledAsync(List<ReviewRow> answered, CancellationToken ct)
    {
        foreach (var version in answered.GroupBy(r => r.Version, StringComparer.Ordinal))
        {
            using var file = new MemoryStream(
                Encoding.UTF8.GetBytes("decision_id,true_label\n" + string.Concat(version.Select(r => $"{r.Decision},0\n")))
            );
            if ((await labels.RunAsync(Actor.Host, Model, version.Key, file, ct)).Refusal is { } refused)
            {
                return refused;
            }
        }

        await follow.RunAsync(ct);
        await work.RunAsync(ct);
        return null;
    }
}
