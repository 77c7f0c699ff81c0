using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Compliance;

namespace Governance.Portal.Kernel.Reference;

/// <summary>The texts of the law that ship with the product, read once. Wrong data stops the start.</summary>
public sealed class LawLibrary
{
    private const string Text = "eu-ai-act.yaml";

    // Embedded and never changed, so one reading serves the process.
    private static readonly Lazy<LawLibrary> s_shipped = new(Read);

    private LawLibrary(Vocabulary vocabulary, IReadOnlyList<Law> texts) => (Vocabulary, Texts) = (vocabulary, texts);

    /// <summary>What ships with the product.</summary>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static LawLibrary Shipped => s_shipped.Value;

    /// <summary>The shared words.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The texts, the one in force first.</summary>
    public IReadOnlyList<Law> Texts { get; }

    /// <summary>The text in force.</summary>
    public Law Current => Texts[0];

    /// <summary>A text by its id; null when there is none.</summary>
    public Law? Find(string? id) => Texts.FirstOrDefault(t => t.Id == id);

    /// <summary>The deadlines of the text in force, as its data has them.</summary>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static JsonArray ReadDeadlines() =>
        File(Text).Data["deadlines"]?.AsArray() ?? throw new FormatException($"reference/{Text}: deadlines are missing.");

    private static LawLibrary Read()
    {
        var (law, lawText) = File(Text);
        var (words, wordsText) = File("vocabulary.yaml");
        var (earlier, earlierText) = File("eu-ai-act-2024.overlay.yaml");
        var vocabulary = Vocabulary.Read(words);
        var now = LawReader.Read(
            law,
            vocabulary,
            Digest(lawText, wordsText),
            "Each date states how certain it is. Paraphrases, not the legal text. Not legal advice."
        );
        var before = LawReader.Read(
            LawOverlay.Apply(law, earlier),
            vocabulary,
            Digest(lawText, wordsText, earlierText),
            SentenceCase.Of((string)earlier["verification"]!) + "."
        );
        return new LawLibrary(vocabulary, [now, before]);
    }

    private static ReferenceFile File(string name) => ReferenceFile.Read($"reference/{name}");

    private static string Digest(params ReadOnlySpan<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
