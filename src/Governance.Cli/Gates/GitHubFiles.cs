using System.Globalization;
using System.Text;
using Governance.Cli.Output;

namespace Governance.Cli.Gates;

/// <summary>Tells GitHub Actions what the gate said: a job summary and outputs for later steps.</summary>
internal static class GitHubFiles
{
    public static async Task WriteAsync(CliHost host, GateAnswer answer, ExitCode code, CancellationToken ct)
    {
        await AppendAsync(host, "GITHUB_STEP_SUMMARY", () => MarkdownReport.Write(answer.Checks), ct);
        await AppendAsync(host, "GITHUB_OUTPUT", () => Outputs(answer, code), ct);
    }

    /// <summary>Appends checks to the job's summary, where there is one.</summary>
    public static Task SummariseAsync(CliHost host, CheckReport checks, CancellationToken ct) =>
        AppendAsync(host, "GITHUB_STEP_SUMMARY", () => MarkdownReport.Write(checks), ct);

    private static string Outputs(GateAnswer answer, ExitCode code)
    {
        var text = new StringBuilder();
        Add(text, "allow", answer.Allow ? "true" : "false");
        Add(text, "exit-code", ((int)code).ToString(CultureInfo.InvariantCulture));
        Add(text, "sha256", answer.Question.Digest.Sha256);
        Add(text, "gate-run", answer.GateRun);
        Add(text, "policy-digest", answer.PolicyDigest);
        Add(text, "reason", answer.Allow ? null : answer.Summary);
        return text.ToString();
    }

    // One line a value, so that no value can begin another output.
    private static void Add(StringBuilder text, string name, string? value) =>
        text.Append(name).Append('=').Append(PlainText.Line(value ?? string.Empty)).Append('\n');

    private static async Task AppendAsync(CliHost host, string variable, Func<string> text, CancellationToken ct)
    {
        if (host.Environment(variable) is not { Length: > 0 } file)
        {
            return;
        }

        try
        {
            await File.AppendAllTextAsync(file, text(), ct);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The decision stands whether or not it can be decorated.
            await host.Error.WriteLineAsync($"{variable} cannot be written: {problem.Message}");
        }
    }
}
