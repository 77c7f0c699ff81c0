namespace Governance.Analytics.Io;

/// <summary>What a token says in a numeric column.</summary>
internal enum TokenKind
{
    Number,
    Missing,
    Other,
}
