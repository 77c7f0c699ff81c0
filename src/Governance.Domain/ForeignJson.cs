using Governance.Transparency;

namespace Governance.Domain;

/// <summary>JSON that someone else wrote and that enters the record: evidence, cards.</summary>
public static class ForeignJson
{
    /// <summary>Its canonical bytes.</summary>
    /// <param name="utf8">One JSON value.</param>
    /// <returns>The bytes, or a refusal that says where the text stops being JSON that has a digest.</returns>
    public static Result<byte[]> Canonicalize(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return CanonicalJson.Canonicalize(utf8);
        }
        catch (FormatException e)
        {
            return new Refusal("json.malformed", e.Message, RefusalKind.Malformed);
        }
    }
}
