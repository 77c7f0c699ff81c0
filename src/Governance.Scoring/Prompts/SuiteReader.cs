using System.Text;
using System.Text.Json;
using Governance.Analytics.Io;

namespace Governance.Scoring.Prompts;

/// <summary>
/// Reads a suite: lines of JSON, the first of which names the suite, gzip or not. Bounded, and strict about names: a judge that is spelled
/// wrong must not pass for none.
/// </summary>
public static class SuiteReader
{
    /// <summary>Most prompts of a suite: the evidence lists each.</summary>
    public const int MaxPrompts = 2_000;

    /// <summary>Longest suite, unpacked.</summary>
    public const int MaxBytes = 16 << 20;

    private const int HeadBytes = 64 << 10;

    /// <summary>Reads one.</summary>
    /// <param name="input">The file; stays open.</param>
    /// <param name="path">What it is called in a refusal.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The suite; null where the first line names none, so that the file is something else.</returns>
    /// <exception cref="ScoringException">It is a suite, and something in it is wrong.</exception>
    public static async Task<PromptSuiteFile?> ReadAsync(Stream input, string path, CancellationToken ct)
    {
        var isSuite = false;
        try
        {
            await using var text = await CompressedInput.OpenAsync(input, ct);
            var buffer = new byte[HeadBytes];
            var read = await text.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            isSuite = NamesASuite(buffer.AsMemory(0, read));
            if (!isSuite)
            {
                return null;
            }

            using var all = new MemoryStream();
            for (; read > 0; read = await text.ReadAsync(buffer, ct))
            {
                await all.WriteAsync(buffer.AsMemory(0, read), ct);
                if (all.Length > MaxBytes)
                {
                    throw ScoringException.Usage($"{path} holds more than {MaxBytes >> 20} MiB of prompts.");
                }
            }

            return Parse(Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length), path);
        }
        catch (InvalidDataException damaged)
        {
            // What is damaged before it says what it is, another reader refuses in its own words.
            if (!isSuite)
            {
                return null;
            }

            throw ScoringException.Usage($"{path} is damaged gzip data, or was cut off. Compress it again.", damaged);
        }
    }

    private static bool NamesASuite(ReadOnlyMemory<byte> head)
    {
        var text = head.Span.StartsWith("\uFEFF"u8) ? head[3..] : head;
        var end = text.Span.IndexOf((byte)'\n');
        try
        {
            using var line = JsonDocument.Parse(end < 0 ? text : text[..end]);
            return line.RootElement.Text("suite") is not null;
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static PromptSuiteFile Parse(string text, string path)
    {
        SuiteHeader? header = null;
        var prompts = new List<SuitePrompt>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 16 });
                if (header is null)
                {
                    header = SuiteHeader.Read(document.RootElement);
                    continue;
                }

                var prompt = SuiteLine.Read(document.RootElement, header);
                if (!ids.Add(prompt.Id))
                {
                    throw new SuiteFormatException($"repeats the ID \"{prompt.Id}\"");
                }

                prompts.Add(prompt);
            }
            catch (JsonException problem)
            {
                throw ScoringException.Usage($"{path}, line {number}: this is not a JSON object. Write one prompt per line.", problem);
            }
            catch (InvalidOperationException problem)
            {
                throw ScoringException.Usage($"{path}, line {number}: the line holds half a character (such as \\ud800).", problem);
            }
            catch (SuiteFormatException problem)
            {
                throw ScoringException.Usage($"{path}, line {number}: the line {problem.Message}.", problem);
            }

            if (prompts.Count > MaxPrompts)
            {
                throw ScoringException.Usage($"{path} has more than {MaxPrompts} prompts. Split the suite.");
            }
        }

        return prompts.Count > 0
            ? new PromptSuiteFile
            {
                Name = header!.Name,
                Version = header.Version,
                Sampling = header.Sampling,
                Prompts = prompts,
            }
            : throw ScoringException.Usage($"{path} names a suite but has no prompts.");
    }
}

/// <summary>What is wrong with a line of a suite, as the end of a sentence.</summary>
internal sealed class SuiteFormatException(string message, Exception? inner = null) : Exception(message, inner);
