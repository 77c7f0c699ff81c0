using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Governance.Reporting.Keys;

/// <summary>A module or token of PKCS#11 refused a call.</summary>
internal sealed class Pkcs11Exception(string message) : Exception(message);

/// <summary>
/// The dozen calls of PKCS#11 2.40 that it takes to sign with a key of a token. Numbers are C's unsigned long, which has the width of a
/// pointer on every 64-bit Linux; the module's functions are taken from the list it hands out.
/// </summary>
internal sealed class Pkcs11Session : IDisposable
{
    private const nuint Ok = 0;
    private const nuint AlreadyInitialized = 0x191;
    private const nuint AlreadyLoggedIn = 0x100;
    private const nuint SerialSession = 4;
    private const nuint User = 1;
    private const nuint Ecdsa = 0x1041;
    private const nuint AttributeClass = 0;
    private const nuint AttributeLabel = 3;
    private const nuint AttributePoint = 0x181;
    private const nuint PublicObject = 2;
    private const nuint PrivateObject = 3;
    private const nuint LockByItself = 2;
    private const int LabelLength = 32;
    private const int TokenInfoLength = 512;
    private const int MaxSignature = 256;
    private const int MaxSlots = 256;

    private readonly nint _functions;
    private readonly nuint _session;
    private readonly string _label;
    private nuint? _private;

    private Pkcs11Session(nint functions, nuint session, string label) => (_functions, _session, _label) = (functions, session, label);

    private delegate nuint GetFunctionList(out nint list);

    private delegate nuint Initialize(ref InitializeArguments arguments);

    private delegate nuint GetSlotList(byte tokenPresent, [In, Out] nuint[]? slots, ref nuint count);

    private delegate nuint GetTokenInfo(nuint slot, [In, Out] byte[] info);

    private delegate nuint OpenSession(nuint slot, nuint flags, nint application, nint notify, out nuint session);

    private delegate nuint CloseSession(nuint session);

    private delegate nuint Login(nuint session, nuint user, byte[] pin, nuint length);

    private delegate nuint FindObjectsInit(nuint session, [In, Out] Field[] template, nuint count);

    private delegate nuint FindObjects(nuint session, [In, Out] nuint[] objects, nuint most, out nuint count);

    private delegate nuint FindObjectsFinal(nuint session);

    private delegate nuint GetAttributeValue(nuint session, nuint item, [In, Out] Field[] template, nuint count);

    private delegate nuint SignInit(nuint session, ref Mechanism mechanism, nuint key);

    private delegate nuint Signing(nuint session, byte[] data, nuint length, [In, Out] byte[] signature, ref nuint signatureLength);

    // Places in the function list, in the order of the standard, C_Initialize being the first.
    private enum Place
    {
        Initialize = 0,
        GetSlotList = 4,
        GetTokenInfo = 6,
        OpenSession = 12,
        CloseSession = 13,
        Login = 18,
        GetAttributeValue = 24,
        FindObjectsInit = 26,
        FindObjects = 27,
        FindObjectsFinal = 28,
        SignInit = 42,
        Sign = 43,
    }

    /// <summary>Opens a session at the token with this label and signs in.</summary>
    /// <exception cref="Pkcs11Exception">There is no such token, or it refuses.</exception>
    /// <exception cref="DllNotFoundException">There is no such module.</exception>
    public static Pkcs11Session Open(string module, string token, string label, byte[] pin)
    {
        // Never unloaded: modules keep state and threads of their own.
        var library = NativeLibrary.Load(module);
        Check(
            Marshal.GetDelegateForFunctionPointer<GetFunctionList>(NativeLibrary.GetExport(library, "C_GetFunctionList"))(
                out var functions
            ),
            "C_GetFunctionList"
        );
        var arguments = new InitializeArguments { Flags = LockByItself };
        var initialized = Function<Initialize>(functions, Place.Initialize)(ref arguments);
        if (initialized is not (Ok or AlreadyInitialized))
        {
            Check(initialized, "C_Initialize");
        }

        var slot = Slot(functions, token) ?? throw new Pkcs11Exception($"there is no token called {token}.");
        Check(Function<OpenSession>(functions, Place.OpenSession)(slot, SerialSession, 0, 0, out var session), "C_OpenSession");
        var opened = new Pkcs11Session(functions, session, label);
        try
        {
            var signedIn = Function<Login>(functions, Place.Login)(session, User, pin, (nuint)pin.Length);
            if (signedIn != AlreadyLoggedIn)
            {
                Check(signedIn, "C_Login");
            }

            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The public key's point as the token keeps it.</summary>
    public byte[] PublicPoint()
    {
        var key = Find(PublicObject) ?? throw new Pkcs11Exception($"the token has no public key called {_label}.");
        var read = Function<GetAttributeValue>(_functions, Place.GetAttributeValue);
        var wanted = new[] { new Field { Type = AttributePoint } };
        Check(read(_session, key, wanted, 1), "C_GetAttributeValue");
        if (wanted[0].Length is 0 or > MaxSignature)
        {
            throw new Pkcs11Exception("the key is not an elliptic-curve key.");
        }

        var value = Marshal.AllocHGlobal((int)wanted[0].Length);
        try
        {
            wanted[0].Value = value;
            Check(read(_session, key, wanted, 1), "C_GetAttributeValue");
            var point = new byte[(int)wanted[0].Length];
            Marshal.Copy(value, point, 0, point.Length);
            return point;
        }
        finally
        {
            Marshal.FreeHGlobal(value);
        }
    }

    /// <summary>Signs a digest with ECDSA.</summary>
    /// <returns>r ‖ s.</returns>
    public byte[] Sign(byte[] digest)
    {
        _private ??= Find(PrivateObject) ?? throw new Pkcs11Exception($"the token has no private key called {_label}.");
        var mechanism = new Mechanism { Type = Ecdsa };
        Check(Function<SignInit>(_functions, Place.SignInit)(_session, ref mechanism, _private.Value), "C_SignInit");
        var signature = new byte[MaxSignature];
        var length = (nuint)signature.Length;
        Check(Function<Signing>(_functions, Place.Sign)(_session, digest, (nuint)digest.Length, signature, ref length), "C_Sign");
        return signature[..(int)length];
    }

    // A session of a token that is gone cannot be closed; its end is what was wanted.
    public void Dispose() => _ = Function<CloseSession>(_functions, Place.CloseSession)(_session);

    private static nuint? Slot(nint functions, string token)
    {
        var list = Function<GetSlotList>(functions, Place.GetSlotList);
        nuint count = MaxSlots;
        var slots = new nuint[MaxSlots];
        Check(list(1, slots, ref count), "C_GetSlotList");
        foreach (var slot in slots.AsSpan(0, (int)count))
        {
            var info = new byte[TokenInfoLength];
            Check(Function<GetTokenInfo>(functions, Place.GetTokenInfo)(slot, info), "C_GetTokenInfo");
            if (Encoding.UTF8.GetString(info, 0, LabelLength).TrimEnd(' ') == token)
            {
                return slot;
            }
        }

        return null;
    }

    private nuint? Find(nuint kind)
    {
        var label = Encoding.UTF8.GetBytes(_label);
        var classPlace = Marshal.AllocHGlobal(nint.Size);
        var labelPlace = Marshal.AllocHGlobal(label.Length + 1);
        try
        {
            Marshal.WriteIntPtr(classPlace, (nint)kind);
            Marshal.Copy(label, 0, labelPlace, label.Length);
            Check(
                Function<FindObjectsInit>(_functions, Place.FindObjectsInit)(
                    _session,
                    [
                        new Field
                        {
                            Type = AttributeClass,
                            Value = classPlace,
                            Length = (nuint)nint.Size,
                        },
                        new Field
                        {
                            Type = AttributeLabel,
                            Value = labelPlace,
                            Length = (nuint)label.Length,
                        },
                    ],
                    2
                ),
                "C_FindObjectsInit"
            );
            var found = new nuint[2];
            Check(Function<FindObjects>(_functions, Place.FindObjects)(_session, found, 2, out var count), "C_FindObjects");
            Check(Function<FindObjectsFinal>(_functions, Place.FindObjectsFinal)(_session), "C_FindObjectsFinal");
            return (int)count switch
            {
                0 => null,
                1 => found[0],
                _ => throw new Pkcs11Exception($"the token has more than one key called {_label}."),
            };
        }
        finally
        {
            Marshal.FreeHGlobal(classPlace);
            Marshal.FreeHGlobal(labelPlace);
        }
    }

    // The list begins with a version of two bytes, padded to the width of a pointer.
    private static T Function<T>(nint functions, Place place)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(Marshal.ReadIntPtr(functions, nint.Size * ((int)place + 1)));

    private static void Check(nuint code, string call)
    {
        if (code != Ok)
        {
            throw new Pkcs11Exception(string.Create(CultureInfo.InvariantCulture, $"{call} answered 0x{(ulong)code:x}{Words(code)}."));
        }
    }

    private static string Words(nuint code) =>
        (ulong)code switch
        {
            0x30 => " (device error)",
            0x32 => " (device removed)",
            0xA0 => " (wrong PIN)",
            0xA4 => " (PIN locked)",
            0xB0 or 0xB3 => " (session closed)",
            0xE0 => " (no token)",
            0xE1 => " (token not recognised)",
            _ => "",
        };

#pragma warning disable CS0649 // Laid out as C has them; what is left at zero is meant so.
    [StructLayout(LayoutKind.Sequential)]
    private struct InitializeArguments
    {
        public nint CreateMutex;
        public nint DestroyMutex;
        public nint LockMutex;
        public nint UnlockMutex;
        public nuint Flags;
        public nint Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Field
    {
        public nuint Type;
        public nint Value;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Mechanism
    {
        public nuint Type;
        public nint Parameter;
        public nuint ParameterLength;
    }
#pragma warning restore CS0649
}
