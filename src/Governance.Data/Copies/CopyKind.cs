namespace Governance.Data.Copies;

/// <summary>What a column holds, in whichever way a database keeps it.</summary>
internal enum CopyKind
{
    Integer,
    Truth,
    Number,
    Text,
    Bytes,
    Day,
    Json,
}
