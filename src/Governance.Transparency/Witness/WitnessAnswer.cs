using System.Globalization;

namespace Governance.Transparency.Witness;

/// <summary>What a witness answers, as HTTP says it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Body, as text.</param>
/// <param name="ContentType">Type of the body.</param>
public sealed record WitnessAnswer(int Status, string Body, string ContentType = WitnessAnswer.PlainText)
{
    /// <summary>Type of the body that names the size a witness saw last.</summary>
    public const string SizeType = "text/x.tlog.size";

    private const string PlainText = "text/plain; charset=utf-8";

    /// <summary>The body is no request, or asks for a smaller tree than it starts from.</summary>
    public static WitnessAnswer Malformed { get; } = new(400, "This is not an add-checkpoint request.\n");

    /// <summary>No valid signature by a key that is trusted for this log.</summary>
    public static WitnessAnswer NotSigned { get; } =
        new(403, "The checkpoint is not signed with a key of the log that this witness knows.\n");

    /// <summary>Not a log that is witnessed here.</summary>
    public static WitnessAnswer UnknownLog { get; } = new(404, "This witness does not know the log.\n");

    /// <summary>The proof is wrong: the log may have rewritten its history.</summary>
    public static WitnessAnswer Inconsistent { get; } = new(422, "The checkpoint does not extend the one this witness cosigned last.\n");

    /// <summary>The log starts from another size than the witness saw last, or shows another tree of the size it saw.</summary>
    public static WitnessAnswer OtherSize(long size) => new(409, string.Create(CultureInfo.InvariantCulture, $"{size}\n"), SizeType);

    /// <summary>The cosignature.</summary>
    public static WitnessAnswer Cosigned(NoteSignature line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return new(200, line.ToString());
    }
}
