namespace Governance.Portal.Administration.Admin.Developers;

/// <summary>One way in which a program works with the portal, and what is copied to set it up.</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Name">The program, as its makers write it.</param>
/// <param name="Group">What it is used for.</param>
/// <param name="Purpose">What it does here, in a sentence.</param>
/// <param name="Preset">The key it needs.</param>
/// <param name="Snippets">What is copied, in the order of the work.</param>
internal sealed record Connection(
    string Key,
    string Name,
    ConnectionGroup Group,
    string Purpose,
    KeyPreset Preset,
    IReadOnlyList<Snippet> Snippets
);

/// <summary>What a connection is used for.</summary>
internal enum ConnectionGroup
{
    /// <summary>Asks before something is deployed.</summary>
    Deployment,

    /// <summary>Sends what happens.</summary>
    Data,
}

/// <summary>A text to copy.</summary>
/// <param name="Title">What it does, for the heading.</param>
/// <param name="Text">The text.</param>
/// <param name="File">The file it is saved as, when it is one.</param>
internal sealed record Snippet(string Title, string Text, string? File = null);
