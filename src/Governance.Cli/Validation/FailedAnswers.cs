using System.Text.Json;
using Governance.Cli.Shared;
using Governance.Scoring.Prompts;

namespace Governance.Cli.Validation;

/// <summary>
/// A new file that takes answers which failed, for the person who looks into them. It may hold what no one should read, so that it belongs
/// to this account alone, and nothing of it is sent.
/// </summary>
internal sealed class FailedAnswers : IAsyncDisposable
{
    private readonly FileStream _file;

    private FailedAnswers(FileStream file) => _file = file;

    /// <summary>Makes it. A file that is there stays as it is.</summary>
    public static FailedAnswers Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FailedAnswers(new FileStream(path, options));
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw CliException.Usage($"The file for --keep-failures, {path}, cannot be created: {problem.Message}", problem);
        }
    }

    /// <summary>Writes a line for each answer that failed.</summary>
    public async Task WriteAsync(PromptFindings findings, CancellationToken ct)
    {
        foreach (var asked in findings.Prompts.Where(p => p.Answer is not null))
        {
            using var line = new MemoryStream();
            await using (var writer = new Utf8JsonWriter(line))
            {
                writer.WriteStartObject();
                writer.WriteString("id", asked.Prompt.Id);
                writer.WriteString("category", asked.Prompt.Category);
                writer.WriteString("outcome", PromptRunJson.WordOf(asked.Outcome));
                writer.WriteString("judge", asked.Judge);
                writer.WriteString("answerSha256", asked.AnswerSha256);
                writer.WriteString("answer", asked.Answer);
                writer.WriteEndObject();
            }

            line.WriteByte((byte)'\n');
            await _file.WriteAsync(line.GetBuffer().AsMemory(0, (int)line.Length), ct);
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
