namespace Governance.EndToEnd.Tests.Speed;

/// <summary>A file or page that a browser fetched.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Kind">What the browser took it for: Document, Stylesheet, Script, Font, Fetch.</param>
/// <param name="Headers">Headers of the answer, by names in small letters.</param>
/// <param name="Bytes">What came over the wire, headers included; 0 for what the browser had already.</param>
internal sealed record Fetched(Uri Address, string Kind, IReadOnlyDictionary<string, string> Headers, long Bytes)
{
    /// <summary>A file of the portal, whose address changes with its content.</summary>
    public bool IsFile => Kind is "Stylesheet" or "Script" or "Font" or "Image" or "Other";

    /// <summary>A file in a form that compression makes no smaller.</summary>
    public bool IsPacked => Kind is "Font";

    public string Header(string name) => Headers.GetValueOrDefault(name, "");

    public override string ToString() => $"{Kind} {Address.PathAndQuery}: {Bytes} bytes";
}
