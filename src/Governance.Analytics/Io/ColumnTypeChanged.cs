namespace Governance.Analytics.Io;

/// <summary>
/// A column that was early taken to hold only numbers (or dates) holds something else after all: the file has to be read again.
/// </summary>
internal sealed class ColumnTypeChanged : Exception
{
    public ColumnTypeChanged()
        : base("A column holds values of a different type from its first ones.") { }
}
