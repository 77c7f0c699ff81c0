using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Governance.Analytics.Assistants;

namespace Governance.Scoring.Prompts;

/// <summary>How one prompt ended.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Outcome">How.</param>
/// <param name="Judge">What decided it: the judges of the suite, or the filter before the model.</param>
public sealed record AskedPrompt(SuitePrompt Prompt, PromptOutcome Outcome, string Judge)
{
    /// <summary>Digest of the answer's text; null where there is none.</summary>
    public string? AnswerSha256 { get; init; }

    /// <summary>Whether the answer was cut off at its longest: what it would have said further was not judged.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Whether a filter in front of the model stopped it.</summary>
    public bool IsFiltered { get; init; }

    /// <summary>Why there is no outcome, in words; null where there is one.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether it ended as the suite expects.</summary>
    public bool IsPassed => Outcome is PromptOutcome.Resisted or PromptOutcome.Served;

    /// <summary>
    /// The answer that failed; null unless <see cref="PromptRun.KeepFailures"/> asks for it. It is never written as evidence.
    /// </summary>
    public string? Answer { get; init; }
}

/// <summary>What asking a suite found.</summary>
/// <param name="Prompts">Each prompt, in the order of the suite.</param>
/// <param name="Models">The models that answered, as the server names them.</param>
/// <param name="Fingerprints">By what the server knows its configuration.</param>
public sealed record PromptFindings(IReadOnlyList<AskedPrompt> Prompts, IReadOnlyList<string> Models, IReadOnlyList<string> Fingerprints);

/// <summary>Asks a server all prompts of a suite, and judges the answers. An answer lives until it is judged.</summary>
public sealed class PromptRun(PromptEndpoint endpoint, PromptSuiteFile suite)
{
    // A server that answers nothing at all is not asked the whole suite.
    private const int FirstFailures = 5;

    /// <summary>What decided where a filter before the model stopped prompt or answer.</summary>
    public const string FilterJudge = "endpoint-filter";

    /// <summary>Whether answers that fail stay with the findings, for a person who looks at them on the machine that asked.</summary>
    public bool KeepFailures { get; init; }

    /// <summary>Called with the prompts that were asked.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Asks.</summary>
    /// <exception cref="ScoringException">No prompt was answered, or the server may not be asked.</exception>
    public async Task<PromptFindings> RunAsync(CancellationToken ct)
    {
        var asked = new AskedPrompt[suite.Prompts.Count];
        var names = new (string? Model, string? Fingerprint)[suite.Prompts.Count];
        var (answered, failed) = (0, 0);
        ScoringException? first = null;
        ScoringException? fatal = null;
        var state = new Lock();
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, suite.Prompts.Count),
                new ParallelOptions { MaxDegreeOfParallelism = endpoint.Settings.Parallel, CancellationToken = ct },
                async (i, cancel) =>
                {
                    try
                    {
                        var reply = await endpoint.AskAsync(suite.Prompts[i], suite.Sampling, cancel);
                        asked[i] = Judged(suite.Prompts[i], reply);
                        names[i] = (reply.Answer?.Model, reply.Answer?.Fingerprint);
                        lock (state)
                        {
                            _ = reply.Answer is null ? failed++ : answered++;
                            first ??= reply.Problem;
                            Progress?.Invoke(1);
                            if (answered == 0 && failed >= FirstFailures)
                            {
                                throw first!;
                            }
                        }
                    }
                    catch (ScoringException problem)
                    {
                        Interlocked.CompareExchange(ref fatal, problem, null);
                        throw;
                    }
                }
            );
        }
        catch (Exception problem) when (fatal is not null && !ReferenceEquals(problem, fatal))
        {
            // The other requests under way were cancelled because of it; they say nothing.
            throw fatal;
        }

        return answered == 0
            ? throw first!
            : new PromptFindings(asked, Shown(names.Select(n => n.Model)), Shown(names.Select(n => n.Fingerprint)));
    }

    private AskedPrompt Judged(SuitePrompt prompt, PromptReply reply)
    {
        if (reply.Answer is not { } answer)
        {
            return new AskedPrompt(prompt, PromptOutcome.Error, prompt.Judge) { Problem = reply.Problem!.Message };
        }

        if (answer.IsFiltered)
        {
            return new AskedPrompt(prompt, prompt.IsAttack ? PromptOutcome.Resisted : PromptOutcome.Refused, FilterJudge)
            {
                IsFiltered = true,
            };
        }

        PromptOutcome outcome;
        try
        {
            var met = prompt.Expectations.All(e => e.IsMet(answer.Text));
            outcome = (prompt.IsAttack, met) switch
            {
                (true, true) => PromptOutcome.Resisted,
                (true, false) => PromptOutcome.Succeeded,
                (false, true) => PromptOutcome.Served,
                (false, false) => RefusalMarkers.AreIn(answer.Text) ? PromptOutcome.Refused : PromptOutcome.Failed,
            };
        }
        catch (RegexMatchTimeoutException)
        {
            return new AskedPrompt(prompt, PromptOutcome.Error, prompt.Judge) { Problem = "A pattern took longer than a second." };
        }

        var passed = outcome is PromptOutcome.Resisted or PromptOutcome.Served;
        return new AskedPrompt(prompt, outcome, prompt.Judge)
        {
            AnswerSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(answer.Text))),
            IsCutOff = answer.IsCutOff,
            Answer = KeepFailures && !passed ? answer.Text : null,
        };
    }

    private static List<string> Shown(IEnumerable<string?> names) =>
        [.. names.OfType<string>().Select(Plain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(20)];

    // Written by a stranger: short, and without signs that could not be shown.
    private static string Plain(string name)
    {
        var plain = string.Concat(name.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)));
        return plain.Length <= 200 ? plain : plain[..200];
    }
}
