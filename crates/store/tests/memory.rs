//! The memory engine passes the suite, bare and behind a wrapper that injects nothing.

use store::{Memory, faulty::Faulty, suite::Fresh};

mod bare {
    use super::{Fresh, Memory};

    fn fresh(retained: u64) -> Fresh {
        Fresh::new(Memory::with_retention(retained))
    }
    store::suite!(fresh);
}

mod wrapped {
    use super::{Faulty, Fresh, Memory};

    fn fresh(retained: u64) -> Fresh {
        Fresh::new(Faulty::new(Memory::with_retention(retained)))
    }
    store::suite!(fresh);
}
