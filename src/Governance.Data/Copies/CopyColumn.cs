namespace Governance.Data.Copies;

/// <summary>A column as it is copied.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsPassing">True for a node's turn: it is not carried, and the column is as if no node had one.</param>
/// <param name="IsNullable">True when it may hold nothing.</param>
/// <param name="IsLong">True for a whole number of 64 bits.</param>
internal sealed record CopyColumn(string Name, CopyKind Kind, bool IsPassing, bool IsNullable, bool IsLong);
