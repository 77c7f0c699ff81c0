using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Governance.Transparency;

/// <summary>
/// Says for people why something is not JSON: what it is instead, where it can be recognised, or the place and what is wrong there, in
/// words of JSON and not of the program that read it.
/// </summary>
public static partial class JsonFault
{
    private const int MaxQuoted = 60;
    private const string Unfinished = "it ends before its last text, list or object is closed";

    /// <summary>The reason as a sentence.</summary>
    /// <param name="problem">What the reader said.</param>
    /// <param name="bytes">What was read.</param>
    public static string Sentence(JsonException problem, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (Instead(bytes) is { } form)
        {
            return $"This is {form}, not JSON.";
        }

        var words = Words(problem, bytes);
        return problem.LineNumber is { } line
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"This is not valid JSON at line {line + 1}, byte {(problem.BytePositionInLine ?? 0) + 1}: {words}."
            )
            : $"This is not valid JSON: {words}.";
    }

    /// <summary>What something is that is not JSON; null when that cannot be recognised.</summary>
    /// <param name="bytes">What was read.</param>
    public static string? Instead(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith(Encoding.BigEndianUnicode.Preamble) ? "text in UTF-16"
        : FileForm.Of(bytes) is { } form and not (FileForm.Json or FileForm.JsonList) ? form
        : null;

    /// <summary>What is wrong, as the end of a sentence without a point.</summary>
    /// <param name="problem">What the reader said.</param>
    /// <param name="bytes">What was read.</param>
    public static string Words(JsonException problem, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var rest = RestOf(problem, bytes);
        if (rest.StartsWith("NaN"u8) || rest.StartsWith("Infinity"u8) || rest.StartsWith("-Infinity"u8))
        {
            return "NaN and Infinity are no JSON; null stands for a number that there is not";
        }

        var said = problem.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
        return said.Contains("trailing comma", StringComparison.Ordinal) ? "a comma stands before a closing bracket"
            : said.Contains("does not contain any JSON tokens", StringComparison.Ordinal) ? "it is empty"
            : problem.LineNumber is not null && rest.IsEmpty ? Unfinished
            : said.Contains("epth of ", StringComparison.Ordinal) ? "it is nested too deeply"
            : said.Contains("Expected depth to be zero", StringComparison.Ordinal)
            || said.Contains("reached end of data", StringComparison.Ordinal)
                ? Unfinished
            : said.Contains("after a single JSON value", StringComparison.Ordinal) ? "more follows after the end of the document"
            : said.Contains("transcode", StringComparison.Ordinal) || said.Contains("UTF-8", StringComparison.Ordinal)
                ? "a text is not valid UTF-8"
            : said.Contains("omment", StringComparison.Ordinal) || said.StartsWith("'/'", StringComparison.Ordinal)
                ? "a comment stands here"
            : said.StartsWith("Duplicate property", StringComparison.Ordinal) ? $"the member {Quoted(said)} is given twice"
            : said.Contains("escapable character", StringComparison.Ordinal) || said.Contains("hex digit", StringComparison.Ordinal)
                ? "a backslash is followed by what it cannot stand before"
            : said.Contains("within a JSON string", StringComparison.Ordinal)
                ? $"{Character(said)} stands in a text without a backslash before it"
            : said.Contains("invalid JSON literal", StringComparison.Ordinal) ? $"{Quoted(said)} is no value"
            : said.StartsWith("'''", StringComparison.Ordinal) ? "names and texts stand in double quotation marks"
            : said.StartsWith('\'') ? $"{Character(said)} stands where it cannot"
            : "it cannot be read beyond this point";
    }

    // What stands from the place on that the reader names.
    private static ReadOnlySpan<byte> RestOf(JsonException problem, ReadOnlySpan<byte> bytes)
    {
        var rest = bytes;
        for (var line = problem.LineNumber ?? 0; line > 0 && rest.IndexOf((byte)'\n') is >= 0 and var end; line--)
        {
            rest = rest[(end + 1)..];
        }

        return rest[(int)Math.Min(rest.Length, problem.BytePositionInLine ?? 0)..];
    }

    private static string Quoted(string said) =>
        InQuotes().Match(said) is { Success: true } found
            ? $"\"{WholeText.Beginning(found.Groups[1].Value.TrimEnd('}', ']', ','), MaxQuoted)}\""
            : "that follows";

    private static string Character(string said) =>
        InQuotes().Match(said) is { Success: true } found
            ? found.Groups[1].Value switch
            {
                var code when code.StartsWith("0x", StringComparison.Ordinal) => $"the byte {code}",
                var one => $"the character {one}",
            }
            : "a character";

    [GeneratedRegex("'(.+?)'(?: |$)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InQuotes();
}
