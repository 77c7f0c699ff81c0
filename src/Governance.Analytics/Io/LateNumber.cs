namespace Governance.Analytics.Io;

/// <summary>
/// The first number of a column that is written with a comma or with several marks stands behind the rows by which the file's way of
/// writing numbers was told: the file has to be read again, knowing it.
/// </summary>
internal sealed class LateNumber(string column, byte[] token, long line)
    : ColumnTypeChanged("A number behind the first rows is written in another way than those.")
{
    public string Column => column;

    public ReadOnlyMemory<byte> Token => token;

    public long Line => line;
}
