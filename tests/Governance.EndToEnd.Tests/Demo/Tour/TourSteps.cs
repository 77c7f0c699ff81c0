using System.Text.RegularExpressions;

namespace Governance.EndToEnd.Tests.Demo.Tour;

/// <summary>
/// What sentences mean: a pattern for each, and what a reader does then or finds. Every sentence has to be read by exactly one pattern and
/// every pattern has to read one, so that a text that changes changes its test.
/// </summary>
public sealed class TourSteps
{
    private readonly List<(Regex Pattern, Func<Match, Task> Walk)> _steps = [];

    /// <summary>A pattern for the whole sentence, and what is done.</summary>
    public void On(string pattern, Func<Match, Task> walk) => _steps.Add((new Regex($"^(?:{pattern})$"), walk));

    /// <summary>Walks every sentence in the order of the text.</summary>
    public async Task WalkAsync(IReadOnlyList<TourSentence> sentences)
    {
        var read = sentences.Select(s => (Sentence: s, Steps: _steps.Where(step => step.Pattern.IsMatch(s.Text)).ToList())).ToList();
        Assert.Empty(read.Where(r => r.Steps.Count != 1).Select(r => $"{r.Steps.Count} steps read {r.Sentence}"));
        Assert.Empty(_steps.Except(read.Select(r => r.Steps[0])).Select(step => $"No sentence is read by {step.Pattern}"));

        foreach (var (sentence, steps) in read)
        {
            try
            {
                await steps[0].Walk(steps[0].Pattern.Match(sentence.Text));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"What the text says cannot be done. {sentence}{Environment.NewLine}{e.Message}", e);
            }
        }
    }
}
