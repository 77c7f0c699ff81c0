using Governance.Transparency;

namespace Governance.Domain;

/// <summary>JSON from outside that is stored as a record: evidence, cards.</summary>
public static class ForeignJson
{
    /// <summary>Its canonical bytes.</summary>
    /// <param name="utf8">One JSON value.</param>
    /// <returns>The bytes, or a refusal that says where the text is not JSON that can be canonicalised.</returns>
    public static Result<byte[]> Canonicalize(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return CanonicalJson.Canonicalize(utf8);
        }
        catch (FormatException e)
        {
            return new Refusal("json.malformed", Sentence.Ours(e.Message), RefusalKind.Malformed);
        }
    }
}
