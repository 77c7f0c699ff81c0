namespace Governance.Analytics.Io;

/// <summary>
/// A column that was early taken to hold only numbers (or dates) holds something else after all: the file has to be read again.
/// </summary>
internal class ColumnTypeChanged : Exception
{
    public ColumnTypeChanged()
        : this("A column holds values of a different type from its first ones.") { }

    protected ColumnTypeChanged(string message)
        : base(message) { }
}
