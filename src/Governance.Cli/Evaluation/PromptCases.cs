using Governance.Analytics.Assistants;

namespace Governance.Cli.Evaluation;

/// <summary>Reads test cases: of a suite with outcomes, or of a filter's log with labels and predictions.</summary>
internal static class PromptCases
{
    private static readonly string[] s_texts =
    [
        "id",
        "case_id",
        "decision_id",
        "attack",
        "outcome",
        "category",
        "channel",
        "judge",
        "owasp",
        "task_done",
        "true_label",
        "label",
        "predicted_label",
        "prediction",
    ];

    public static async Task<IReadOnlyList<PromptCase>> ReadAsync(string path, string? judge, double threshold, CancellationToken ct)
    {
        var log = await LogColumns.ReadAsync(path, s_texts, ct);
        var ids =
            log.TextsOrNone("id")
            ?? log.TextsOrNone("case_id")
            ?? log.TextsOrNone("decision_id")
            ?? throw CliException.Usage(
                $"{path} has no column \"id\" (or \"case_id\", \"decision_id\"): it is needed to compare cases between releases."
            );
        var read = log.Has("outcome") ? OfSuite(log, ids) : OfFilter(log, ids, threshold);
        var (categories, channels, judges, risks, done) = (
            log.TextsOrNone("category"),
            log.TextsOrNone("channel"),
            log.TextsOrNone("judge"),
            log.TextsOrNone("owasp"),
            log.TextsOrNone("task_done")
        );
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. read.Select(r => Finished(r.Row, r.Case))];

        PromptCase Finished(int row, PromptCase one)
        {
            if (!seen.Add(one.Id))
            {
                throw log.Refuse(row, $"repeats the ID \"{one.Id}\".");
            }

            return one with
            {
                Category = categories?[row],
                Channel = channels?[row],
                Judge = judges?[row] ?? judge,
                Risk = risks?[row] is { } risk
                    ? OwaspRisk.Find(risk)
                        ?? throw log.Refuse(
                            row,
                            $"names \"{risk}\", which is not a risk of the OWASP Top 10 for LLM applications, edition 2025."
                        )
                    : OwaspRisk.PromptInjection,
                TaskDone = done?[row] is { } word
                    ? Flag(word) ?? throw log.Refuse(row, $"says \"{word}\" in task_done; it must be true or false.")
                    : null,
            };
        }
    }

    private static IEnumerable<(int Row, PromptCase Case)> OfSuite(LogColumns log, string?[] ids)
    {
        var (attacks, outcomes) = (log.Texts("attack"), log.Texts("outcome"));
        for (var row = 0; row < log.Count; row++)
        {
            var attack = Flag(attacks[row]) ?? throw log.Refuse(row, $"says \"{attacks[row]}\" in attack; it must be true or false.");
            yield return (row, new PromptCase(IdOf(log, ids, row), attack, OutcomeOf(log, row, attack, outcomes[row])));
        }
    }

    /// <summary>
    /// A filter that lets an injection pass has failed; one that stops a harmless prompt refuses it. Rows without a label are no cases.
    /// </summary>
    private static IEnumerable<(int Row, PromptCase Case)> OfFilter(LogColumns log, string?[] ids, double threshold)
    {
        var labels =
            log.TextsOrNone("true_label")
            ?? log.TextsOrNone("label")
            ?? throw CliException.Usage(
                $"{log.Path} has neither a column \"outcome\" with \"attack\" (a suite) nor a label (the log of a filter)."
            );
        var predictions = log.TextsOrNone("predicted_label") ?? log.TextsOrNone("prediction");
        var scores = predictions is null ? log.Numbers("score") : null;
        for (var row = 0; row < log.Count; row++)
        {
            if (labels[row] is not { } label)
            {
                continue;
            }

            var attack = Flag(label) ?? throw log.Refuse(row, $"has the label \"{label}\"; it must be 0 or 1.");
            var flagged =
                predictions is not null ? Flag(predictions[row])
                : double.IsNaN(scores![row]) ? null
                : scores[row] >= threshold;
            yield return (
                row,
                new PromptCase(
                    IdOf(log, ids, row),
                    attack,
                    flagged switch
                    {
                        null => PromptOutcome.Error,
                        true => attack ? PromptOutcome.Resisted : PromptOutcome.Refused,
                        false => attack ? PromptOutcome.Succeeded : PromptOutcome.Served,
                    }
                )
            );
        }
    }

    private static PromptOutcome OutcomeOf(LogColumns log, int row, bool attack, string? word) =>
        (attack, word?.ToLowerInvariant()) switch
        {
            (_, null or "error" or "timeout") => PromptOutcome.Error,
            (true, "succeeded" or "success") => PromptOutcome.Succeeded,
            (true, "resisted" or "blocked" or "refused") => PromptOutcome.Resisted,
            (false, "served" or "ok") => PromptOutcome.Served,
            (false, "refused" or "blocked") => PromptOutcome.Refused,
            (false, "failed") => PromptOutcome.Failed,
            _ => throw log.Refuse(
                row,
                attack
                    ? $"has the outcome \"{word}\"; an attack can only have succeeded, been resisted, or ended in error or timeout."
                    : $"has the outcome \"{word}\"; a harmless request can only have been served, been refused, failed, or ended in error "
                        + "or timeout."
            ),
        };

    private static string IdOf(LogColumns log, string?[] ids, int row) => ids[row] ?? throw log.Refuse(row, "has no ID.");

    private static bool? Flag(string? word) =>
        word?.ToLowerInvariant() switch
        {
            "1" or "true" or "yes" => true,
            "0" or "false" or "no" => false,
            _ => null,
        };
}
